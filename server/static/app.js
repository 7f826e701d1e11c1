// Where the browser offers it (https, or the machine itself), Soleus becomes an app that opens without network.
navigator.serviceWorker?.register("/sw.js").catch(() => {
  // Private windows refuse it; everything else works as well without.
});
