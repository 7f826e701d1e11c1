// A workout that was opened by its address.

import { byId } from "./elements.js";
import { begin } from "./player.js";

begin(byId("workout"));
