import type { Message, OrderList, ProductList } from '../src/message';

type Reply = Pick<Message, 'payload' | 'quick_replies'> & { text: string };
export const REPLIES: Record<string, Reply> & {
  products: Reply & { payload: ProductList };
  order: Reply & { payload: OrderList };
  delivery: Reply;
  xss: Reply;
};
export const FALLBACK: Reply;
