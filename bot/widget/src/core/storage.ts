/** Session storage that never throws: a page may forbid storage, and then the widget only forgets on a reload. */
export interface Store {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
}

const PREFIX = 'daogou.';

export class SessionStore implements Store {
  readonly #memory = new Map<string, string>();

  get(key: string): unknown {
    try {
      const text = this.#memory.get(key) ?? window.sessionStorage.getItem(PREFIX + key);
      return text === null ? undefined : JSON.parse(text);
    } catch {
      return undefined;
    }
  }

  set(key: string, value: unknown): void {
    const text = JSON.stringify(value ?? null);
    try {
      window.sessionStorage.setItem(PREFIX + key, text);
      this.#memory.delete(key);
    } catch {
      this.#memory.set(key, text);
    }
  }
}
