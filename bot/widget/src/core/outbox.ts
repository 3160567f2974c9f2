import type { Store } from './storage';
import type { Letter, RefusalCode } from './wire';

/** `code` says why it failed or, on one that waits, why it was put off. */
export type Queued = Letter & { state: 'waiting' | 'failed'; code?: RefusalCode };

/** What was written and not yet acknowledged, in order; it survives a reload. */
export class Outbox {
  #queue: Queued[];

  constructor(private readonly store: Store, private readonly key: string) {
    const saved = store.get(key);
    this.#queue = Array.isArray(saved) ? saved.filter(isQueued) : [];
  }

  get letters(): readonly Queued[] {
    return this.#queue;
  }

  /** The first letter that is to be sent; undefined where none waits. */
  next(): Queued | undefined {
    return this.#queue.find((letter) => letter.state === 'waiting');
  }

  add(letter: Letter): void {
    this.#save([...this.#queue, { ...letter, state: 'waiting' }]);
  }

  remove(clientId: string): void {
    if (this.#queue.some((letter) => letter.body.client_id === clientId)) {
      this.#save(this.#queue.filter((letter) => letter.body.client_id !== clientId));
    }
  }

  fail(clientId: string, code: RefusalCode): void {
    this.#save(this.#queue.map((each) => (each.body.client_id === clientId ? { ...each, state: 'failed', code } : each)));
  }

  putOff(clientId: string, code: RefusalCode): void {
    this.#save(this.#queue.map((each) => (each.body.client_id === clientId ? { ...each, code } : each)));
  }

  retry(clientId: string): void {
    this.#save(this.#queue.map((each) => (each.body.client_id === clientId ? waiting(each) : each)));
  }

  /** After a reconnection: what got no answer is tried again; what was refused stays with the customer. */
  retryUnanswered(): void {
    this.#save(this.#queue.map((each) => (each.code === 'timeout' || each.code === 'token_expired' ? waiting(each) : each)));
  }

  #save(queue: Queued[]): void {
    this.#queue = queue;
    this.store.set(this.key, queue);
  }
}

function waiting({ code: _code, ...letter }: Queued): Queued {
  return { ...letter, state: 'waiting' };
}

function isQueued(value: unknown): value is Queued {
  const letter = value as Partial<Queued> | null;
  return (letter?.kind === 'message' || letter?.kind === 'command') && typeof letter.body?.client_id === 'string' && typeof letter.at === 'string';
}
