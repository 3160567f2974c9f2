import type { ConnectionStrategy } from './connection';
import { newId } from './ids';
import type { RefusalCode } from './wire';

const LONGEST_SIDE = 1600;
const QUALITY = 0.85;
/** Bytes of one part: a packet of the channel holds 100,000. */
const PART = 64_000;

/** The picture in `file` as a JPEG of at most 1600 pixels a side. Rejects where the browser cannot read it. */
export async function shrunk(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser draws no pictures.');
  // What is transparent in the picture becomes white, not black.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise<Blob | null>((resolve) => { canvas.toBlob(resolve, 'image/jpeg', QUALITY); });
  if (!blob) throw new Error('This browser writes no JPEG.');
  return new Uint8Array(await blob.arrayBuffer());
}

/** Sends a photo in parts, one after the other; why it was refused, or undefined where it was taken. */
export async function sendPhoto(connection: ConnectionStrategy, photo: Uint8Array<ArrayBuffer>): Promise<RefusalCode | undefined> {
  const clientId = newId();
  for (let at = 0; at < photo.length; at += PART) {
    const ack = await connection.send('photo', { client_id: clientId, at, total: photo.length, data: photo.slice(at, at + PART) });
    if (!ack.ok) return ack.code;
  }
  return undefined;
}
