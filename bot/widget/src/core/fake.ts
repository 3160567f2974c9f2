// For tests: a channel in memory that keeps a log, as the real one does, and can lose its line.
import type { Message } from '../message';
import type { Ack, ConnectionEvents, ConnectionStrategy } from './connection';
import type { Store } from './storage';
import type { Outgoing, RefusalCode, Status } from './wire';

export class MemoryStore implements Store {
  readonly values = new Map<string, string>();
  get(key: string): unknown {
    const text = this.values.get(key);
    return text === undefined ? undefined : JSON.parse(text);
  }
  set(key: string, value: unknown): void {
    this.values.set(key, JSON.stringify(value ?? null));
  }
}

export class FakeChannel implements ConnectionStrategy {
  online = false;
  readonly log: Message[] = [];
  readonly sent: { name: string; body: unknown }[] = [];
  /** What the next message is refused with. */
  refuse: RefusalCode | undefined;
  /** The next message arrives, but its acknowledgement and the line are lost. */
  loseNext = false;
  pageSize = 200;
  status: Status = 'pending';
  language = 'en';
  conversation = 'c1';
  retries = 0;
  /** Runs between the arrival of a `resume` and its answer. */
  beforeResumeAnswer: (() => void) | undefined;
  #events: ConnectionEvents | undefined;

  open(events: ConnectionEvents): void {
    this.#events = events;
    events.state('connecting');
  }
  close(): void {
    this.drop();
  }
  retry(): void {
    this.retries += 1;
  }

  connect(): void {
    this.online = true;
    this.#events?.state('online');
    this.#events?.online({ token: 't', conversation: this.conversation });
  }
  drop(): void {
    this.online = false;
    this.#events?.state('reconnecting');
  }
  problem(): void {
    this.#events?.problem();
  }
  typing(on: boolean): void {
    this.#events?.typing(on);
  }

  /** Something new in the log; connected clients hear of it. */
  add(message: Partial<Message>): Message {
    const full: Message = { seq: this.log.length + 1, at: '2026-01-02T10:00:00Z', sender: 'assistant', ...message };
    this.log.push(full);
    if (this.online) this.#events?.message(full);
    return full;
  }

  async send<K extends keyof Outgoing>(name: K, body: Outgoing[K]): Promise<Ack<K>> {
    if (!this.online) return { ok: false, code: 'timeout' };
    this.sent.push({ name, body });
    return this.#answer(name, body) as Ack<K>;
  }

  #answer(name: keyof Outgoing, body: unknown): object {
    if (name === 'resume') {
      const { after } = body as Outgoing['resume'];
      const messages = this.log.filter((each) => each.seq > after).slice(0, this.pageSize);
      this.beforeResumeAnswer?.();
      return { ok: true, messages, status: this.status, language: this.language };
    }
    if (name !== 'message' && name !== 'command') return { ok: true };
    const { client_id, ...rest } = body as Outgoing['message'] & Outgoing['command'];
    if (this.refuse) {
      const code = this.refuse;
      this.refuse = undefined;
      return { ok: false, code };
    }
    const known = this.log.find((each) => each.client_id === client_id);
    const { seq } = known ?? this.add({ sender: 'customer', client_id, text: rest.text ?? rest.title });
    if (this.loseNext) {
      this.loseNext = false;
      this.drop();
      return { ok: false, code: 'timeout' };
    }
    return { ok: true, seq };
  }
}

/** Lets what was promised happen. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
