// Checks an archive package in the browser: nothing of it leaves the device. The same is checked by tools/verify_archive.py.

const LOCAL = 0x04034b50;
const ENTRY = 0x02014b50;
const END = 0x06054b50;
const MOST_JSON = 50_000_000;
const read = new TextDecoder("utf-8", { fatal: true });

/** Members of a ZIP that are stored as they are, from its directory: `[{name, data}]`, data a slice of the file. */
async function members(file) {
  const tail = new DataView(await file.slice(Math.max(0, file.size - 65557)).arrayBuffer());
  let at = tail.byteLength - 22;
  while (at >= 0 && tail.getUint32(at, true) !== END) at -= 1;
  if (at < 0) throw new Error("no directory");
  const [count, length, start] = [tail.getUint16(at + 10, true), tail.getUint32(at + 12, true), tail.getUint32(at + 16, true)];
  const directory = new DataView(await file.slice(start, start + length).arrayBuffer());
  const found = [];
  for (let n = 0, place = 0; n < count; n += 1) {
    if (directory.getUint32(place, true) !== ENTRY || directory.getUint16(place + 10, true) !== 0) throw new Error("not stored");
    const size = directory.getUint32(place + 24, true);
    const [named, more, said] = [28, 30, 32].map((offset) => directory.getUint16(place + offset, true));
    const header = directory.getUint32(place + 42, true);
    const name = read.decode(new Uint8Array(directory.buffer, place + 46, named));
    const local = new DataView(await file.slice(header, header + 30).arrayBuffer());
    if (local.getUint32(0, true) !== LOCAL) throw new Error("no member");
    const begin = header + 30 + local.getUint16(26, true) + local.getUint16(28, true);
    if (begin + size > file.size) throw new Error("cut off");
    found.push({ name, data: file.slice(begin, begin + size) });
    place += 46 + named + more + said;
  }
  return found;
}

const hash = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

/** The first event that does not fit, as a fault; what comes after it rests on it. */
async function chainFault(text, told) {
  let before = "";
  let seq = 0;
  for (const line of text.split("\n").filter(Boolean)) {
    const event = JSON.parse(line);
    seq += 1;
    const known = event.withheld ? event.content === undefined : await fits(event, seq, before, told.application);
    if (event.seq !== seq || !known) return { kind: "event", n: seq };
    before = event.hash;
  }
  return seq === told.chain.events && before === told.chain.head ? null : { kind: "end" };
}

async function fits(event, seq, before, application) {
  const said = JSON.parse(event.content);
  const same = base64url(await hash(new TextEncoder().encode(event.content))) === event.hash;
  return same && said[0] === application && said[1] === seq && said.at(-1) === before;
}

/** `{digest, told, faults}`: the file's SHA-256, its manifest, and what is wrong: `[{kind, name, n}]`, [] for a whole one. */
export async function check(file) {
  const digest = hex(await hash(await file.arrayBuffer()));
  let found;
  let told;
  try {
    found = await members(file);
    const manifest = found.find(({ name }) => name === "manifest.json");
    if (!manifest || manifest.data.size > MOST_JSON) return { digest, told: null, faults: [{ kind: "manifest" }] };
    told = JSON.parse(await manifest.data.text());
    if (told.format !== "yizhan-archive" || !Array.isArray(told.members) || !told.chain) return { digest, told: null, faults: [{ kind: "manifest" }] };
  } catch {
    return { digest, told: null, faults: [{ kind: "unreadable" }] };
  }
  return { digest, told, faults: await faultsOf(found, told) };
}

async function faultsOf(found, told) {
  const faults = [];
  const names = found.map(({ name }) => name);
  const listed = new Map(told.members.map((one) => [one.name, one]));
  for (const name of new Set(names)) {
    if (names.indexOf(name) !== names.lastIndexOf(name)) faults.push({ kind: "twice", name });
    if (name !== "manifest.json" && !listed.has(name)) faults.push({ kind: "extra", name });
  }
  for (const [name, one] of listed) {
    const member = found.find((each) => each.name === name);
    if (!member) faults.push({ kind: "missing", name });
    else if (hex(await hash(await member.data.arrayBuffer())) !== one.sha256) faults.push({ kind: "changed", name });
  }
  const chain = found.find(({ name }) => name === "timeline.jsonl");
  if (chain) {
    const fault = await chain.data.text().then((text) => chainFault(text, told)).catch(() => ({ kind: "event", n: 1 }));
    if (fault) faults.push(fault);
  }
  return faults;
}
