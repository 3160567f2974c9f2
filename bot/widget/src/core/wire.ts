// What goes over the wire, as docs/architecture.md says under "Wire".
import type { Message } from '../message';

export const MAX_LENGTH = 2000;
export const MAX_TITLE = 200;

export type CommandName = 'product_details' | 'product_offers' | 'goes_with' | 'why' | 'add_to_basket';
export type EventName = 'view_item_list' | 'select_item' | 'view_item' | 'add_to_cart';
export type Status = 'pending' | 'open' | 'resolved';
export type Language = 'en' | 'zh';

export interface MessageBody {
  client_id: string;
  text: string;
  page_product?: string;
}
export interface CommandBody {
  client_id: string;
  name: CommandName;
  product_id: string;
  title: string;
}
export interface ShopperEvent {
  event_id: string;
  name: EventName;
  product_id: string;
  list_name?: string;
  position?: number;
}

/** What the client may send, by the name of its Socket.IO event. */
export interface Outgoing {
  message: MessageBody;
  command: CommandBody;
  event: { events: ShopperEvent[] };
  feedback: { seq: number; value: 1 | -1 };
  resume: { after: number };
  language: { language: Language };
  invoice: { number: string };
  satisfaction: { score: number; word?: string };
  /** The bytes from `at` on of a photo of `total`. */
  photo: { client_id: string; at: number; total: number; data: Uint8Array<ArrayBuffer> };
}

/** What an accepted event is acknowledged with, beside `ok: true`. */
export interface Accepted {
  message: { seq: number };
  command: { seq: number };
  event: { stored: number };
  feedback: object;
  resume: { messages: Message[]; status: Status; language: string };
  language: object;
  /** A PDF, in base64. */
  invoice: { pdf: string };
  satisfaction: object;
  /** With `seq` once the whole photo has come. */
  photo: { received: number } | { seq: number };
}

export const SERVER_CODES = ['empty', 'too_long', 'rate_limited', 'token_expired', 'bad_request', 'bad_photo', 'unavailable'] as const;
/** A server's refusal, or `timeout`: no answer came, so the event may or may not have arrived. */
export type RefusalCode = (typeof SERVER_CODES)[number] | 'timeout';

/** A message or command as it waits to be acknowledged. */
export type Letter =
  | { kind: 'message'; body: MessageBody; at: string }
  | { kind: 'command'; body: CommandBody; at: string };

/** Length as the channel counts it: in code points, not in UTF-16 units. */
export const lengthOf = (text: string): number => [...text].length;
