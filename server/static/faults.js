// Says in words what htmx would pass over: an error, or no answer at all. The workout page has notes of its own.

const NO_ANSWER = ["No answer from Soleus. Nothing was changed; try again."];
const NO_WORDS = ["That did not work. Try again shortly."];

const place = document.getElementById("fault");
/** The verb of the request that failed. */
let failed = "";

function show(event, sentences) {
  failed = event.detail.requestConfig.verb;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button";
  close.textContent = "Close";
  close.addEventListener("click", clear);
  place.replaceChildren(...sentences.map(paragraph), close);
}

function paragraph(text) {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}

function clear() {
  place.replaceChildren();
}

/** The sentences of an error that Soleus made; a proxy's page has none of ours. */
function wordsOf(answer) {
  if (!answer.getResponseHeader("Content-Type")?.startsWith("text/html")) return NO_WORDS;
  const note = new DOMParser().parseFromString(answer.responseText, "text/html").querySelector(".note");
  const said = [...(note?.children ?? [])].map((part) => part.textContent);
  return said.length > 0 ? said : NO_WORDS;
}

if (place) {
  document.addEventListener("htmx:responseError", (event) => show(event, wordsOf(event.detail.xhr)));
  document.addEventListener("htmx:sendError", (event) => show(event, NO_ANSWER));
  document.addEventListener("htmx:afterRequest", (event) => {
    const { successful, requestConfig } = event.detail;
    // A poll that goes well says nothing about what was tapped.
    const settles = requestConfig.verb !== "get" || failed === "get";
    if (settles && successful) clear();
  });
}
