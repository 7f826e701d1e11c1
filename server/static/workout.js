// A workout that was opened by its address.

import { byId } from "./elements.js";
import { begin } from "./player.js";

// In a task of its own: htmx takes up the page when the modules are done, and both together would hold up a tap.
setTimeout(() => begin(byId("workout")));
