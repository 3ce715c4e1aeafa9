"""What travels between the database, the processes and the activities.

Standard library only. No field can hold a name, an address or a text: ids, codes, instants and
numbers, because the history of a process cannot be edited and people may ask to be forgotten.
`tests/workflows/test_payloads.py` holds every type here to that.
"""
