import type { ConnectionStrategy } from './connection';
import { digest } from './ids';
import type { EventName, ShopperEvent } from './wire';

export interface Sighting {
  name: EventName;
  seq: number;
  productId: string;
  list?: string | undefined;
  /** 1-based place in the list. */
  position?: number | undefined;
}

const BATCH = 50;

/**
 * Gathers what the customer saw and chose and sends it in batches. An event's id follows from the conversation, the
 * message, the product and the event's name, so that sending it again, after a reload too, changes nothing.
 */
export class Impressions {
  readonly #known = new Set<string>();
  #waiting: ShopperEvent[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly connection: Pick<ConnectionStrategy, 'send' | 'online'>,
    private readonly conversation: () => string | undefined,
    private readonly delay = 800,
  ) {}

  record({ name, seq, productId, list, position }: Sighting): void {
    const eventId = `w-${digest(`${this.conversation() ?? ''}|${seq}|${productId}|${name}`)}-${seq}`;
    if (this.#known.has(eventId)) return;
    this.#known.add(eventId);
    this.#waiting.push({
      event_id: eventId,
      name,
      product_id: productId,
      ...(list && { list_name: list }),
      ...(position !== undefined && { position }),
    });
    // A click may leave the page at once.
    if (name === 'select_item') void this.flush();
    else this.#timer ??= setTimeout(() => void this.flush(), this.delay);
  }

  /** Sends what waits; what the channel did not answer waits for the next time. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#waiting.length > 0 && this.connection.online) {
      const events = this.#waiting.splice(0, BATCH);
      const ack = await this.connection.send('event', { events });
      if (!ack.ok && ack.code !== 'bad_request') {
        this.#waiting.unshift(...events);
        this.#timer ??= setTimeout(() => void this.flush(), this.delay * 10);
        return;
      }
    }
  }
}
