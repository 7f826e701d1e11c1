// What is played from the tap on Play until the track is there: a faint noise, as in the track's own rests. Safari
// starts only what a tap starts; an element that plays may go on to any other sound. It wakes earbuds, too.

const RATE = 24_000;
const SECONDS = 2;
/** Of 32,768: about -63 dBFS, as the noise floor of a track. */
const LOUDEST = 42;
const HEADER_BYTES = 44;

/** The address of the noise, which may be played in a loop. */
export function leadInAddress() {
  const samples = RATE * SECONDS;
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + 2 * samples));
  const write = (/** @type {number} */ at, /** @type {string} */ text) =>
    [...text].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  write(0, "RIFF");
  view.setUint32(4, view.byteLength - 8, true);
  write(8, "WAVEfmt ");
  view.setUint32(16, 16, true); // bytes of what follows, up to "data"
  view.setUint16(20, 1, true); // plain samples
  view.setUint16(22, 1, true); // one channel
  view.setUint32(24, RATE, true);
  view.setUint32(28, 2 * RATE, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  write(36, "data");
  view.setUint32(40, 2 * samples, true);
  for (let each = 0; each < samples; each += 1) {
    view.setInt16(HEADER_BYTES + 2 * each, (2 * Math.random() - 1) * LOUDEST, true);
  }
  return URL.createObjectURL(new Blob([view.buffer], { type: "audio/wav" }));
}
