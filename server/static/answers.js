// What an answer of the server says to a person.

/**
 * The sentences of an error page of Soleus; none if it is a proxy's page, or something else.
 *
 * @param {XMLHttpRequest} answer
 * @param {string} [which] - Which parts of what it says.
 */
export function sentencesOf(answer, which = "*") {
  if (!answer.getResponseHeader("Content-Type")?.startsWith("text/html")) return [];
  const note = new DOMParser().parseFromString(answer.responseText, "text/html").querySelector(".note");
  return [...(note?.querySelectorAll(`:scope > ${which}`) ?? [])].map((part) => part.textContent ?? "");
}
