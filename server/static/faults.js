// Shows what htmx does not: that a request failed, or was not answered. The workout page has its own notes.

const NO_ANSWER = ["No answer from Soleus. Nothing was changed; try again."];
const UNEXPLAINED = ["That did not work. Try again shortly."];

const region = document.getElementById("fault");
/** The verb of the request that failed; empty if none did. */
let failedVerb = "";

function show(event, sentences) {
  failedVerb = event.detail.requestConfig.verb;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button";
  close.textContent = "Close";
  close.addEventListener("click", clear);
  region.replaceChildren(...sentences.map(paragraph), close);
}

function paragraph(text) {
  const element = document.createElement("p");
  element.textContent = text;
  return element;
}

function clear() {
  region.replaceChildren();
}

/** The sentences of an error page of Soleus; a proxy's page has none. */
function sentencesOf(answer) {
  if (!answer.getResponseHeader("Content-Type")?.startsWith("text/html")) return UNEXPLAINED;
  const note = new DOMParser().parseFromString(answer.responseText, "text/html").querySelector(".note");
  const sentences = [...(note?.children ?? [])].map((child) => child.textContent);
  return sentences.length > 0 ? sentences : UNEXPLAINED;
}

if (region) {
  document.addEventListener("htmx:responseError", (event) => show(event, sentencesOf(event.detail.xhr)));
  document.addEventListener("htmx:sendError", (event) => show(event, NO_ANSWER));
  document.addEventListener("htmx:afterRequest", (event) => {
    const { successful, requestConfig } = event.detail;
    // A poll that succeeds says nothing about what was tapped.
    const answersFailure = requestConfig.verb !== "get" || failedVerb === "get";
    if (answersFailure && successful) clear();
  });
}
