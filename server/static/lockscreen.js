// Media Session: what lock screen, watch and earbuds show, and what their buttons do.

const session = navigator.mediaSession;

const ARTWORK_PX = 512;
const ICON = { src: new URL("icons/icon-512.png", import.meta.url).href, sizes: "512x512", type: "image/png" };

let told = "";

/** Say which side of which exercise is on; `drawing` is the SVG of it, if there is one. */
export function tell(title, routine, drawing) {
  if (title === told) return false;
  told = title;
  announce(title, routine, drawing).catch(() => {
    // The icon stays.
  });
  return true;
}

async function announce(title, routine, drawing) {
  if (!session) return;
  const said = { title, artist: routine, album: "Soleus" };
  session.metadata = new MediaMetadata({ ...said, artwork: [ICON] });
  if (!drawing) return;
  const artwork = { src: await painted(drawing), sizes: `${ARTWORK_PX}x${ARTWORK_PX}`, type: "image/png" };
  if (session.metadata?.title === title) session.metadata = new MediaMetadata({ ...said, artwork: [artwork] });
}

/** Lock screens take no SVG: paint it, dark on light. */
async function painted(drawing) {
  const copy = drawing.cloneNode(true);
  copy.setAttribute("width", ARTWORK_PX);
  copy.setAttribute("height", ARTWORK_PX);
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: ARTWORK_PX, height: ARTWORK_PX });
  const brush = canvas.getContext("2d");
  brush.fillStyle = "#f6f3ec";
  brush.fillRect(0, 0, ARTWORK_PX, ARTWORK_PX);
  brush.drawImage(image, 0, 0, ARTWORK_PX, ARTWORK_PX);
  return canvas.toDataURL("image/png");
}

/** Say how far along the whole track is, in seconds: scrubbing needs it. */
export function position(audio) {
  if (!session?.setPositionState || !Number.isFinite(audio.duration)) return;
  session.setPositionState({
    duration: audio.duration,
    playbackRate: 1,
    position: Math.min(audio.currentTime, audio.duration),
  });
}

/** Take the buttons. Skipping by seconds is not taken: on iPhones it would displace previous and next. */
export function handle(actions) {
  if (!session) return;
  for (const [action, handler] of Object.entries(actions)) {
    try {
      session.setActionHandler(action, handler);
    } catch {
      // An older browser does not know this action.
    }
  }
}
