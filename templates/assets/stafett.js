// What makes the pages quicker to use. Each of them works without.

import "htmx.org";
import "./copying.js";
import "./turning.js";
import "./uploading.js";
