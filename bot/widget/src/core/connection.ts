import { io, type Socket } from 'socket.io-client';
import { readConnectionCode, readMessage, readRefusal, readStatus, readTyping } from './guards';
import type { Message } from '../message';
import type { Pass, TokenSource } from './token';
import type { Accepted, Outgoing, RefusalCode, Status } from './wire';

/** `refused`: the channel will not have us; only the customer's retry starts it again. */
export type ConnectionState = 'idle' | 'connecting' | 'online' | 'reconnecting' | 'refused';

export interface ConnectionEvents {
  state(state: ConnectionState): void;
  /** Connected anew; whatever came before may have holes. */
  online(pass: Pass): void;
  message(message: Message): void;
  typing(on: boolean): void;
  status(status: Status): void;
  /** A message was kept but could not be answered. */
  problem(): void;
}

export type Ack<K extends keyof Outgoing> = ({ ok: true } & Accepted[K]) | { ok: false; code: RefusalCode };

/** How the widget reaches the channel. */
export interface ConnectionStrategy {
  readonly online: boolean;
  open(events: ConnectionEvents): void;
  close(): void;
  /** Tries again at once, with a new token, instead of waiting. */
  retry(): void;
  /** Never rejects: what goes wrong is in the acknowledgement. */
  send<K extends keyof Outgoing>(name: K, body: Outgoing[K]): Promise<Ack<K>>;
}

const ACK_TIMEOUT = 10_000;
const FIRST_DELAY = 500;
const LONGEST_DELAY = 15_000;
const REFUSALS_BEFORE_GIVING_UP = 3;

export interface SocketOptions {
  server: string;
  path: string;
  ackTimeout?: number;
  firstDelay?: number;
}

/** The connection over Socket.IO. It reconnects itself, since each attempt may need a new token. */
export class SocketConnection implements ConnectionStrategy {
  #socket: Socket | undefined;
  #events: ConnectionEvents | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempts = 0;
  #refusals = 0;
  #wasOnline = false;

  constructor(private readonly options: SocketOptions, private readonly tokens: TokenSource) {}

  get online(): boolean {
    return this.#socket?.connected === true;
  }

  open(events: ConnectionEvents): void {
    if (this.#events) return;
    this.#events = events;
    window.addEventListener('online', this.#wake);
    void this.#connect();
  }

  close(): void {
    window.removeEventListener('online', this.#wake);
    this.#events?.state('idle');
    this.#events = undefined;
    this.#drop();
  }

  retry(): void {
    this.#refusals = 0;
    this.#attempts = 0;
    this.tokens.renew();
    void this.#connect();
  }

  async send<K extends keyof Outgoing>(name: K, body: Outgoing[K]): Promise<Ack<K>> {
    if (!this.#socket?.connected) return { ok: false, code: 'timeout' };
    try {
      const ack: unknown = await this.#socket.timeout(this.options.ackTimeout ?? ACK_TIMEOUT).emitWithAck(name, body);
      const code = readRefusal(ack);
      if (code === 'token_expired') this.#refresh();
      return code ? { ok: false, code } : (ack as Ack<K>);
    } catch {
      return { ok: false, code: 'timeout' };
    }
  }

  readonly #wake = (): void => {
    if (!this.online && this.#timer) void this.#connect();
  };

  async #connect(): Promise<void> {
    this.#drop();
    const events = this.#events;
    if (!events) return;
    events.state(this.#wasOnline ? 'reconnecting' : 'connecting');
    let pass: Pass;
    try {
      pass = await this.tokens.get();
    } catch {
      this.#later();
      return;
    }
    if (this.#events !== events || this.#socket) return;
    const socket = io(this.options.server, {
      path: this.options.path,
      auth: { token: pass.token },
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      reconnection: false,
      forceNew: true,
    });
    this.#socket = socket;
    socket.on('connect', () => {
      this.#attempts = 0;
      this.#refusals = 0;
      this.#wasOnline = true;
      events.state('online');
      events.online(pass);
    });
    socket.on('connect_error', (error) => this.#refused(readConnectionCode(error)));
    socket.on('disconnect', () => {
      // The channel may have hung up because the token ran out, without saying so.
      this.tokens.renew();
      this.#later();
    });
    socket.on('message', (body: unknown) => {
      const message = readMessage(body);
      if (message) events.message(message);
    });
    socket.on('typing', (body: unknown) => events.typing(readTyping(body)));
    socket.on('problem', () => events.problem());
    socket.on('status', (body: unknown) => {
      const status = readStatus(body);
      if (status) events.status(status);
    });
  }

  #refused(code: string | undefined): void {
    // `unavailable` says what a dead line says too: later.
    if (code === undefined || code === 'unavailable') return this.#later();
    this.tokens.renew();
    this.#refusals += 1;
    // A fresh token cures an old one; nothing that the widget can do cures a forbidden origin.
    if (code === 'bad_origin' || this.#refusals >= REFUSALS_BEFORE_GIVING_UP) {
      this.#drop();
      this.#events?.state('refused');
      return undefined;
    }
    return this.#later();
  }

  #refresh(): void {
    this.tokens.renew();
    void this.#connect();
  }

  #later(): void {
    this.#drop();
    if (!this.#events) return;
    this.#events.state(this.#wasOnline ? 'reconnecting' : 'connecting');
    const delay = Math.min((this.options.firstDelay ?? FIRST_DELAY) * 2 ** this.#attempts, LONGEST_DELAY);
    this.#attempts += 1;
    // Spread over time, so that a channel that restarts does not meet all widgets at once.
    this.#timer = setTimeout(() => void this.#connect(), delay * (0.5 + Math.random() / 2));
  }

  #drop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#socket?.removeAllListeners();
    this.#socket?.disconnect();
    this.#socket = undefined;
  }
}
