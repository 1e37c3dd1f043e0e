// QR codes (ISO/IEC 18004): bytes, correction level M, versions 1 to 10, which is 213 bytes. Nothing of a place leaves the hall.

/** By version: correction bytes of a block, blocks, data bytes of a block, blocks with one byte more. */
const BLOCKS = [, [10, 1, 16, 0], [16, 1, 28, 0], [26, 1, 44, 0], [18, 2, 32, 0], [24, 2, 43, 0], [16, 4, 27, 0], [18, 4, 31, 0], [22, 2, 38, 2], [22, 3, 36, 2], [26, 4, 43, 1]];
const ALIGN = [, [], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]];
const MASKS = [(y, x) => (y + x) % 2, (y) => y % 2, (_, x) => x % 3, (y, x) => (y + x) % 3, (y, x) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2, (y, x) => ((y * x) % 2) + ((y * x) % 3), (y, x) => (((y * x) % 2) + ((y * x) % 3)) % 2, (y, x) => (((y + x) % 2) + ((y * x) % 3)) % 2];

const EXP = new Uint8Array(512);
const LOG = new Uint8Array(256);
for (let at = 0, value = 1; at < 255; at++, value = (value << 1) ^ (value > 127 ? 0x11d : 0)) {
  EXP[at] = EXP[at + 255] = value;
  LOG[value] = at;
}

/** The code of `text` as rows of booleans, dark is true. `mask` only for tests. Raises `RangeError` for a text too long. */
export function qr(text, mask = null) {
  const bytes = [...new TextEncoder().encode(text)];
  const version = BLOCKS.findIndex((one) => one && dataOf(one) * 8 >= 4 + (BLOCKS.indexOf(one) > 9 ? 16 : 8) + bytes.length * 8);
  if (version < 0) throw new RangeError("too long");
  const bits = interleaved(version, bytes);
  const tried = [...(mask === null ? MASKS.keys() : [mask])].map((n) => drawn(version, bits, n));
  return tried.reduce((best, one) => (penalty(one) < penalty(best) ? one : best));
}

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 4;

/** As a picture with the quiet margin readers need, named `label`; dark on white whatever the page's colours are. */
export function qrPicture(text, label = text) {
  const { size, path } = qrPath(text);
  const made = (name, attributes) => {
    const node = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    return node;
  };
  const side = size + 2 * MARGIN;
  const svg = made("svg", { viewBox: `0 0 ${side} ${side}`, role: "img", "aria-label": label, "data-address": text, "shape-rendering": "crispEdges" });
  svg.append(made("rect", { width: side, height: side, fill: "#fff" }), made("path", { d: path, transform: `translate(${MARGIN} ${MARGIN})`, fill: "#000" }));
  return svg;
}

/** As one SVG path of unit squares, and how long its side is. */
export function qrPath(text) {
  const rows = qr(text);
  return { size: rows.length, path: rows.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")).join("")).join("") };
}

const dataOf = ([, blocks, bytes, longer]) => blocks * bytes + longer * (bytes + 1);

function interleaved(version, bytes) {
  const [extra, short, length, long] = BLOCKS[version];
  const bits = [0, 1, 0, 0];
  const push = (value, count) => { for (let at = count - 1; at >= 0; at--) bits.push((value >> at) & 1); };
  push(bytes.length, version > 9 ? 16 : 8);
  for (const byte of bytes) push(byte, 8);
  const room = dataOf(BLOCKS[version]) * 8;
  for (let n = Math.min(4, room - bits.length); n > 0; n--) bits.push(0);
  while (bits.length % 8) bits.push(0);
  for (let n = 0; bits.length < room; n++) push(n % 2 ? 0x11 : 0xec, 8);
  const words = Array.from({ length: bits.length / 8 }, (_, at) => bits.slice(at * 8, at * 8 + 8).reduce((sum, bit) => sum * 2 + bit, 0));
  const blocks = Array.from({ length: short + long }, (_, n) => words.splice(0, length + (n >= short ? 1 : 0)));
  const checks = blocks.map((block) => remainder(block, extra));
  const out = [];
  for (let at = 0; at <= length; at++) for (const block of blocks) if (at < block.length) out.push(block[at]);
  for (let at = 0; at < extra; at++) for (const check of checks) out.push(check[at]);
  return out.flatMap((word) => Array.from({ length: 8 }, (_, at) => (word >> (7 - at)) & 1));
}

/** Reed-Solomon: the remainder of the block by the generator of that degree. */
function remainder(block, degree) {
  let generator = [1];
  for (let n = 0; n < degree; n++) {
    const next = [...generator, 0];
    generator.forEach((factor, at) => { if (factor) next[at + 1] ^= EXP[LOG[factor] + n]; });
    generator = next;
  }
  const rest = [...block, ...new Array(degree).fill(0)];
  for (let at = 0; at < block.length; at++) {
    const lead = rest[at];
    if (lead) generator.forEach((factor, n) => (rest[at + n] ^= EXP[LOG[factor] + LOG[lead]]));
  }
  return rest.slice(block.length);
}

function drawn(version, bits, mask) {
  const side = 17 + 4 * version;
  const cells = Array.from({ length: side }, () => new Array(side).fill(null));
  const set = (y, x, dark) => { if (cells[y]?.[x] !== undefined) cells[y][x] = Boolean(dark); };
  for (const [top, left] of [[0, 0], [0, side - 7], [side - 7, 0]]) {
    for (let y = -1; y < 8; y++) for (let x = -1; x < 8; x++) set(top + y, left + x, Math.max(Math.abs(y - 3), Math.abs(x - 3)) % 4 !== 2 && Math.max(Math.abs(y - 3), Math.abs(x - 3)) < 4);
  }
  for (const y of ALIGN[version]) {
    for (const x of ALIGN[version]) {
      if (cells[y][x] !== null) continue;
      for (let dy = -2; dy < 3; dy++) for (let dx = -2; dx < 3; dx++) set(y + dy, x + dx, Math.max(Math.abs(dy), Math.abs(dx)) !== 1);
    }
  }
  for (let at = 8; at < side - 8; at++) for (const [y, x] of [[6, at], [at, 6]]) if (cells[y][x] === null) set(y, x, at % 2 === 0);
  set(side - 8, 8, true);
  const format = ((mask << 10) | coded(mask, 0x537, 10)) ^ 0x5412;
  for (let n = 0; n < 15; n++) {
    const dark = (format >> n) & 1;
    set(n < 6 ? n : n < 8 ? n + 1 : side - 15 + n, 8, dark);
    set(8, n < 8 ? side - 1 - n : n < 9 ? 7 : 14 - n, dark);
  }
  if (version > 6) {
    const told = (version << 12) | coded(version, 0x1f25, 12);
    for (let n = 0; n < 18; n++) for (const [y, x] of [[Math.floor(n / 3), side - 11 + (n % 3)], [side - 11 + (n % 3), Math.floor(n / 3)]]) set(y, x, (told >> n) & 1);
  }
  let at = 0;
  for (let right = side - 1; right > 0; right -= 2) {
    if (right === 6) right--;
    for (let step = 0; step < side; step++) {
      const y = ((right + 1) & 2) === 0 ? side - 1 - step : step;
      for (const x of [right, right - 1]) if (cells[y][x] === null) cells[y][x] = Boolean((bits[at++] ?? 0) ^ (MASKS[mask](y, x) === 0 ? 1 : 0));
    }
  }
  return cells;
}

/** BCH: what follows `value` so that the whole divides by `by`, of `degree` bits. */
function coded(value, by, degree) {
  let rest = value << degree;
  for (let bit = 20; bit >= degree; bit--) if ((rest >> bit) & 1) rest ^= by << (bit - degree);
  return rest;
}

/** How hard it would be to read, by the standard's four rules. */
function penalty(rows) {
  const side = rows.length;
  const lines = [...rows, ...rows.map((_, x) => rows.map((row) => row[x]))].map((line) => line.map(Number).join(""));
  let sum = 0;
  for (const line of lines) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) sum += run.length - 2;
    for (const pattern of [/(?=10111010000)/g, /(?=00001011101)/g]) sum += 40 * [...line.matchAll(pattern)].length;
  }
  for (let y = 1; y < side; y++) for (let x = 1; x < side; x++) if (rows[y][x] === rows[y - 1][x] && rows[y][x] === rows[y][x - 1] && rows[y][x] === rows[y - 1][x - 1]) sum += 3;
  const dark = rows.flat().filter(Boolean).length / side ** 2;
  return sum + 10 * Math.floor(Math.abs(dark * 100 - 50) / 5);
}
