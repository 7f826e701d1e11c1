// Media Session: what lock screen, watch and earbuds show, and what their buttons do.

const session = navigator.mediaSession;

/** Say which side of which exercise is on. */
export function announce({ title, routine, exercise }) {
  if (!session) return;
  session.metadata = new MediaMetadata({
    title,
    artist: routine,
    album: "Soleus",
    artwork: [
      { src: "/static/icons/icon-512.png", sizes: "512x512", type: "image/png" },
      { src: `/figures/${exercise}.svg`, sizes: "any", type: "image/svg+xml" },
    ],
  });
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
