// Whether a day's signed root holds a line: the way up the tree (RFC 6962), then the signature, both worked out here.

const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
const read = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (one) => parseInt(one, 16));
const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", await new Blob(parts).arrayBuffer()));

/** `line` is what the reader holds; `proof` is what the hall says of it. */
export async function proven(proof, line) {
  let at = await sha256(Uint8Array.of(0), line);
  for (const [side, beside] of proof.path) {
    const other = read(beside);
    at = await sha256(Uint8Array.of(1), ...(side === "left" ? [other, at] : [at, other]));
  }
  const root = [...at].map((one) => one.toString(16).padStart(2, "0")).join("");
  if (root !== proof.root) return false;
  const how = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("spki", bytes(proof.public_key), how, false, ["verify"]);
  const text = ["format", "day", "count", "root", "before"].map((name) => proof[name]).join("\n");
  return crypto.subtle.verify(how, key, bytes(proof.signature), new TextEncoder().encode(text));
}
