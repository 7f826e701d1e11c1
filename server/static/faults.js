// Shows what htmx does not: that a request failed, or was not answered. The workout page has its own notes.

import { sentencesOf } from "./answers.js";

const NO_ANSWER = ["No answer from Soleus. Nothing was changed; try again."];
const UNEXPLAINED = ["That did not work. Try again shortly."];

const region = document.getElementById("fault");
/** The address of the request that failed; empty if none did. */
let failedPath = "";

/** @param {HTMLElement} region @param {CustomEvent<HtmxDetail>} event @param {string[]} sentences */
function show(region, event, sentences) {
  failedPath = event.detail.requestConfig.path;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button";
  close.textContent = "Close";
  close.addEventListener("click", () => region.replaceChildren());
  region.replaceChildren(...sentences.map(paragraph), close);
}

/** @param {string} text */
function paragraph(text) {
  const element = document.createElement("p");
  element.textContent = text;
  return element;
}

if (region) {
  document.addEventListener("htmx:responseError", (event) => {
    const sentences = sentencesOf(event.detail.xhr);
    show(region, event, sentences.length > 0 ? sentences : UNEXPLAINED);
  });
  document.addEventListener("htmx:sendError", (event) => show(region, event, NO_ANSWER));
  document.addEventListener("htmx:afterRequest", (event) => {
    const { successful, requestConfig } = event.detail;
    // A poll that succeeds says nothing about what was tapped, nor does what is read as somebody types.
    if (successful && requestConfig.path === failedPath) region.replaceChildren();
  });
}
