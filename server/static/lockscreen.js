// Media Session: what lock screen, watch and earbuds show, and what their buttons do.

const session = navigator.mediaSession;

const ARTWORK_PX = 512;
const ARTWORK_PAPER = "#f6f3ec";
const ICON = { src: new URL("icons/icon-512.png", import.meta.url).href, sizes: "512x512", type: "image/png" };

let shownTitle = "";

/**
 * Show which side of which exercise is on, and tell whether it changed.
 *
 * @param {string} title
 * @param {string} routine
 * @param {Element | null} drawing - Its SVG, if there is one.
 */
export function showNowPlaying(title, routine, drawing) {
  if (title === shownTitle) return false;
  shownTitle = title;
  setMetadata(title, routine, drawing).catch(() => {
    // The icon stays.
  });
  return true;
}

/** @param {string} title @param {string} routine @param {Element | null} drawing */
async function setMetadata(title, routine, drawing) {
  if (!session) return;
  const texts = { title, artist: routine, album: "Soleus" };
  session.metadata = new MediaMetadata({ ...texts, artwork: [ICON] });
  if (!drawing) return;
  const artwork = { src: await toPng(drawing), sizes: `${ARTWORK_PX}x${ARTWORK_PX}`, type: "image/png" };
  if (session.metadata?.title === title) session.metadata = new MediaMetadata({ ...texts, artwork: [artwork] });
}

/** Lock screens take no SVG: paint it, dark on light. @param {Element} drawing */
async function toPng(drawing) {
  const copy = /** @type {Element} */ (drawing.cloneNode(true));
  copy.setAttribute("width", String(ARTWORK_PX));
  copy.setAttribute("height", String(ARTWORK_PX));
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: ARTWORK_PX, height: ARTWORK_PX });
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser paints nothing");
  context.fillStyle = ARTWORK_PAPER;
  context.fillRect(0, 0, ARTWORK_PX, ARTWORK_PX);
  context.drawImage(image, 0, 0, ARTWORK_PX, ARTWORK_PX);
  return canvas.toDataURL("image/png");
}

/** Show how far along the whole track is: scrubbing needs it. @param {HTMLAudioElement} audio */
export function showPosition(audio) {
  if (!session?.setPositionState || !Number.isFinite(audio.duration)) return;
  session.setPositionState({
    duration: audio.duration,
    playbackRate: 1,
    position: Math.min(audio.currentTime, audio.duration),
  });
}

/**
 * Handle the buttons. Skipping by seconds is left out: on iPhones it would displace previous and next.
 *
 * @param {Partial<Record<MediaSessionAction, MediaSessionActionHandler>>} handlers
 */
export function setActionHandlers(handlers) {
  if (!session) return;
  for (const [action, handler] of Object.entries(handlers)) {
    try {
      session.setActionHandler(/** @type {MediaSessionAction} */ (action), handler);
    } catch {
      // An older browser does not know this action.
    }
  }
}
