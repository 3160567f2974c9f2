import type { Message } from '../message';
import { toLanguage } from './config';
import type { ConnectionState, ConnectionStrategy } from './connection';
import { readMessage } from './guards';
import { newId } from './ids';
import { Outbox, type Queued } from './outbox';
import { sendPhoto, shrunk } from './photo';
import type { Store } from './storage';
import { lengthOf, MAX_LENGTH, MAX_TITLE, type CommandName, type Language, type Letter, type RefusalCode, type Status } from './wire';

export interface Snapshot {
  messages: readonly Message[];
  /** Written here and not yet acknowledged. */
  letters: readonly Queued[];
  connection: ConnectionState;
  /** Whether all that was missed has been caught up with. */
  synced: boolean;
  status: Status;
  typing: boolean;
  /** The last message was kept but not answered. */
  unanswered: boolean;
  unread: number;
  open: boolean;
  language: Language;
}

export type Refusal = 'empty' | 'too_long';

export interface ConversationOptions {
  connection: ConnectionStrategy;
  store: Store;
  language: Language;
  product?: string | undefined;
  now?: () => Date;
}

const TYPING_AT_MOST = 30_000;
const AGAIN_AFTER = 3_000;

/** The conversation as this page sees it: merged from the channel's log and what still waits to be sent. */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #listeners = new Set<() => void>();
  readonly #messages = new Map<number, Message>();
  #snapshot: Snapshot;
  #id: string | undefined;
  #outbox: Outbox;
  #read: number;
  #seen = 0;
  #early: Message[] = [];
  #generation = 0;
  #pumping = false;
  #started = false;
  #languageToSend: Language | undefined;
  #typingTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ConversationOptions) {
    this.#options = options;
    const { store } = options;
    const id = store.get('conversation');
    this.#id = typeof id === 'string' ? id : undefined;
    this.#outbox = new Outbox(store, this.#key('outbox'));
    this.#read = Number(store.get(this.#key('read')) ?? 0);
    this.#snapshot = {
      messages: [], letters: this.#outbox.letters, connection: 'idle', synced: false, status: 'pending', typing: false,
      unanswered: false, unread: 0, open: false, language: toLanguage(store.get('language')) ?? options.language,
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly snapshot = (): Snapshot => this.#snapshot;

  /** The id of the conversation, known once the shop has said it. */
  get id(): string | undefined {
    return this.#id;
  }

  /** Whether this tab has talked before, so that a reload should connect by itself. */
  get begun(): boolean {
    return this.#options.store.get('begun') === true;
  }

  /** Connects; a second call does nothing. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#options.connection.open({
      state: (connection) => {
        const offline = connection !== 'online';
        this.#change({ connection, ...(offline && { synced: false, typing: false }) });
        if (offline) this.#generation += 1;
      },
      online: (pass) => {
        this.#adopt(pass.conversation, pass.language);
        void this.#resume();
      },
      message: (message) => (this.#snapshot.synced ? this.#receive([message]) : this.#early.push(message)),
      typing: (on) => this.#type(on),
      status: (status) => this.#change({ status }),
      problem: () => this.#change({ unanswered: true, typing: false }),
    });
  }

  setOpen(open: boolean): void {
    this.#options.store.set('open', open);
    if (open) {
      this.#options.store.set('begun', true);
      this.start();
    }
    this.#change({ open });
  }

  /** Sends a typed text, or says why it will not. */
  say(text: string): Refusal | undefined {
    const trimmed = text.trim();
    if (!trimmed) return 'empty';
    if (lengthOf(trimmed) > MAX_LENGTH) return 'too_long';
    const { product } = this.#options;
    this.#post({ kind: 'message', body: { client_id: newId(), text: trimmed, ...(product && { page_product: product }) } });
    return undefined;
  }

  command(name: CommandName, productId: string, title: string): void {
    this.#post({ kind: 'command', body: { client_id: newId(), name, product_id: productId, title: shortened(title) } });
  }

  retry(clientId: string): void {
    this.#outbox.retry(clientId);
    this.#change({});
    if (this.#snapshot.connection === 'refused') this.reconnect();
    else void this.#pump();
  }

  discard(clientId: string): void {
    this.#outbox.remove(clientId);
    this.#change({});
  }

  reconnect(): void {
    this.#options.connection.retry();
  }

  /** Rates a message; false where the channel did not take it, and then the rating is as before. */
  async rate(seq: number, value: 1 | -1): Promise<boolean> {
    const before = this.#messages.get(seq);
    if (!before || before.feedback === value) return true;
    this.#replace({ ...before, feedback: value });
    const ack = await this.#options.connection.send('feedback', { seq, value });
    if (!ack.ok) this.#replace(before);
    return ack.ok;
  }

  /** The PDF of an order's invoice; undefined where it is not to be had. */
  async invoice(number: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const ack = await this.#options.connection.send('invoice', { number });
    return ack.ok ? Uint8Array.from(atob(ack.pdf), (sign) => sign.charCodeAt(0)) : undefined;
  }

  /** Says how content the customer is, from 1 to 5; false where the channel did not take it. */
  async rateAll(score: number, word: string): Promise<boolean> {
    const ack = await this.#options.connection.send('satisfaction', { score, ...(word && { word }) });
    return ack.ok;
  }

  /** Sends a picture that the customer chose; why it was not taken, or undefined where it was. */
  async sendPhoto(file: Blob): Promise<RefusalCode | undefined> {
    let photo: Uint8Array<ArrayBuffer>;
    try {
      photo = await shrunk(file);
    } catch {
      return 'bad_photo';
    }
    return sendPhoto(this.#options.connection, photo);
  }

  setLanguage(language: Language): void {
    if (language === this.#snapshot.language) return;
    this.#options.store.set('language', language);
    this.#languageToSend = language;
    this.#change({ language });
    void this.#sendLanguage();
  }

  #key(name: string): string {
    return `${name}.${this.#id ?? 'new'}`;
  }

  #post(letter: { kind: Letter['kind']; body: Letter['body'] }): void {
    this.#options.store.set('begun', true);
    this.#outbox.add({ ...letter, at: (this.#options.now?.() ?? new Date()).toISOString() } as Letter);
    this.#change({ unanswered: false });
    this.start();
    void this.#pump();
  }

  /** Takes on the conversation that the token is bound to. Another one than before is another customer's. */
  #adopt(id: string, language: Language | undefined): void {
    if (id === this.#id) return;
    const { store } = this.#options;
    const firstWords = this.#id === undefined ? this.#outbox.letters : [];
    store.set(this.#key('outbox'), []);
    this.#id = id;
    store.set('conversation', id);
    this.#messages.clear();
    this.#seen = 0;
    this.#read = Number(store.get(this.#key('read')) ?? 0);
    this.#outbox = new Outbox(store, this.#key('outbox'));
    firstWords.forEach((letter) => this.#outbox.add(letter));
    const chosen = toLanguage(store.get('language'));
    this.#change({ ...(!chosen && language && { language }) });
  }

  async #resume(): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    this.#early = [];
    for (;;) {
      const after = this.#seen;
      const ack = await this.#options.connection.send('resume', { after });
      if (generation !== this.#generation) return;
      if (!ack.ok) {
        setTimeout(() => {
          if (generation === this.#generation) void this.#resume();
        }, AGAIN_AFTER);
        return;
      }
      const language = toLanguage(ack.language);
      if (language && !this.#languageToSend) this.#options.store.set('language', language);
      this.#change({ status: ack.status, ...(language && !this.#languageToSend && { language }) });
      this.#receive(ack.messages.map(readMessage).filter((message) => message !== undefined));
      // The channel may page what it gives; the log is caught up with when it has nothing newer.
      if (this.#seen === after) break;
    }
    this.#receive(this.#early);
    this.#early = [];
    this.#outbox.retryUnanswered();
    this.#change({ synced: true });
    void this.#sendLanguage();
    void this.#pump();
  }

  #receive(messages: readonly Message[]): void {
    if (messages.length === 0) return;
    for (const message of messages) {
      this.#messages.set(message.seq, message);
      this.#seen = Math.max(this.#seen, message.seq);
      if (message.client_id) this.#outbox.remove(message.client_id);
    }
    const fromOthers = messages.some((message) => message.sender !== 'customer');
    this.#change({ ...(fromOthers && { typing: false, unanswered: false }) });
  }

  /** Sends what waits, one after the other so that the order holds. */
  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      for (let letter = this.#outbox.next(); letter && this.#snapshot.synced; letter = this.#outbox.next()) {
        const outbox = this.#outbox;
        const { client_id: clientId } = letter.body;
        const ack = letter.kind === 'message'
          ? await this.#options.connection.send('message', letter.body)
          : await this.#options.connection.send('command', letter.body);
        if (outbox !== this.#outbox) continue;
        if (ack.ok) this.#accepted(letter, ack.seq);
        else if (ack.code === 'token_expired' || (ack.code === 'timeout' && !this.#options.connection.online)) break;
        else if (ack.code === 'unavailable') {
          outbox.putOff(clientId, ack.code);
          setTimeout(() => void this.#pump(), AGAIN_AFTER);
          this.#change({});
          break;
        } else outbox.fail(clientId, ack.code);
        this.#change({});
      }
    } finally {
      this.#pumping = false;
    }
  }

  /** The acknowledgement may come before the channel's own copy. It does not move `#seen`: what lies before it in the log may still come. */
  #accepted(letter: Letter, seq: number): void {
    this.#outbox.remove(letter.body.client_id);
    if (this.#messages.has(seq)) return;
    const text = letter.kind === 'message' ? letter.body.text : letter.body.title;
    this.#messages.set(seq, { seq, client_id: letter.body.client_id, sender: 'customer', at: letter.at, text });
  }

  async #sendLanguage(): Promise<void> {
    const language = this.#languageToSend;
    if (!language || !this.#snapshot.synced) return;
    const ack = await this.#options.connection.send('language', { language });
    if (ack.ok && this.#languageToSend === language) this.#languageToSend = undefined;
  }

  #type(on: boolean): void {
    clearTimeout(this.#typingTimer);
    if (on) this.#typingTimer = setTimeout(() => this.#change({ typing: false }), TYPING_AT_MOST);
    this.#change({ typing: on });
  }

  #replace(message: Message): void {
    this.#messages.set(message.seq, message);
    this.#change({});
  }

  #change(part: Partial<Snapshot>): void {
    const next = { ...this.#snapshot, ...part };
    const messages = [...this.#messages.values()].sort((one, other) => one.seq - other.seq);
    const last = messages.at(-1)?.seq ?? 0;
    if (next.open && last > this.#read) {
      this.#read = last;
      this.#options.store.set(this.#key('read'), last);
    }
    const unread = messages.filter((each) => each.sender !== 'customer' && each.seq > this.#read).length;
    this.#snapshot = { ...next, messages, letters: this.#outbox.letters, unread };
    this.#listeners.forEach((listener) => listener());
  }
}

/** A product's name may be longer than the title of a command may be. */
const shortened = (title: string): string => (lengthOf(title) <= MAX_TITLE ? title : `${[...title].slice(0, MAX_TITLE - 1).join('')}…`);
