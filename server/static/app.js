// On every page: what keeps Soleus on the phone, the page fresh, and the focus where it was.

import "./back.js";
import "./focus.js";
import "./renewal.js";

// Where the browser allows it (https, or this machine), Soleus becomes an app that opens without network.
navigator.serviceWorker?.register("/sw.js").catch(() => {
  // Private windows refuse it; everything else works without it.
});
