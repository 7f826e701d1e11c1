// Whoever was deleted leaves nothing behind on this device that was typed and not saved.

import { keepOnlyOf } from "./drafts.js";
import { allWithin } from "./elements.js";

keepOnlyOf(allWithin(document, "[data-person]").map(({ dataset }) => dataset.person ?? ""));
