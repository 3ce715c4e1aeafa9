// What makes the pages quicker to use. Each of them works without.

import "htmx.org";
import "./board.js";
import "./copying.js";
import "./turning.js";
import "./many.js";
import "./uploading.js";
