/* Bodies that are too large for Forge's proxy travel compressed: `{"gzip": base64}` under the header `Rollcall-Packed`.
   The server is the other half (platform contract 4.2: 500 KB to it, 5 MB back). */
export const PACKED_HEADER = 'Rollcall-Packed';
const PIECE = 0x8000;

export interface Packed {
  gzip: string;
}

export const isPacked = (body: unknown): body is Packed =>
  typeof body === 'object' && body !== null && typeof (body as { gzip?: unknown }).gzip === 'string';

async function pipe(content: BodyInit, through: CompressionStream | DecompressionStream): Promise<Uint8Array<ArrayBuffer>> {
  const { body } = new Response(content);
  return body ? new Uint8Array(await new Response(body.pipeThrough(through)).arrayBuffer()) : new Uint8Array();
}

export async function pack(text: string): Promise<Packed> {
  const bytes = await pipe(text, new CompressionStream('gzip'));
  let binary = '';
  for (let at = 0; at < bytes.length; at += PIECE) binary += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return { gzip: btoa(binary) };
}

export async function unpack({ gzip }: Packed): Promise<string> {
  const bytes = Uint8Array.from(atob(gzip), (letter) => letter.charCodeAt(0));
  return new TextDecoder().decode(await pipe(bytes, new DecompressionStream('gzip')));
}
