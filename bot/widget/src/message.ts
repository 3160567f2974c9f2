// Generated from bot/channels/message.schema.json by `npm run types`. Change the schema, not this file.

export type Payload =
  ProductList | ProductDetail | OfferList | CouponList | OrderList | Answer | Why | SignIn | Handoff;
/**
 * A decimal number in major units, as text so that no cent is lost
 */
export type Money = string;

/**
 * One message as the channel sends it to the widget and keeps it in the conversation's log.
 */
export interface Message {
  /**
   * Place in the conversation's log; rising, unique
   */
  seq: number;
  /**
   * The widget's own id of a customer's message
   */
  client_id?: string;
  sender: 'customer' | 'assistant' | 'person' | 'system';
  /**
   * Who speaks, when a person does
   */
  name?: string;
  at: string;
  text?: string;
  /**
   * @maxItems 6
   */
  quick_replies?: QuickReply[];
  payload?: Payload;
  feedback?: 1 | -1;
}
/**
 * Pressing it sends `text` as if the customer had typed it
 */
export interface QuickReply {
  title: string;
  text: string;
}
export interface ProductList {
  type: 'product_list';
  list: 'search' | 'recommended' | 'goes_with' | 'popular' | 'similar' | 'last_purchase';
  title?: string;
  /**
   * How many fit, of which `products` are shown
   */
  total?: number;
  products: Product[];
}
export interface Product {
  product_id: string;
  name: string;
  price: Money;
  was?: Money;
  currency: string;
  /**
   * The price as a person reads it
   */
  price_text?: string;
  was_text?: string;
  brand?: string;
  category?: string;
  size?: string;
  image_url?: string;
  url?: string;
  in_stock: boolean;
  /**
   * The best offer on it, in a few words
   */
  badge?: string;
  /**
   * Why it is shown, one sentence
   */
  why?: string;
}
export interface ProductDetail {
  type: 'product_detail';
  product: Product;
  description?: string;
  attributes: Attribute[];
  offers: Offer[];
}
export interface Attribute {
  name: string;
  value: string;
}
export interface Offer {
  promotion_id: string;
  title: string;
  redemption: 'automatic' | 'loyalty' | 'coupon';
  ends_at?: string;
  ends_text?: string;
  /**
   * A decimal number in major units, as text so that no cent is lost
   */
  price?: string;
  price_text?: string;
  product?: Product;
}
export interface OfferList {
  type: 'offer_list';
  title?: string;
  total?: number;
  offers: Offer[];
}
export interface CouponList {
  type: 'coupon_list';
  total?: number;
  coupons: Coupon[];
}
export interface Coupon {
  code: string;
  title: string;
  campaign?: string;
  ends_at?: string;
  ends_text?: string;
  product_count?: number;
  products?: Product[];
}
export interface OrderList {
  type: 'order_list';
  orders: Order[];
}
export interface Order {
  number: string;
  status: 'pending' | 'processed' | 'shipped' | 'delivered' | 'cancelled' | 'returned';
  status_text: string;
  placed_at: string;
  placed_text?: string;
  expected_at?: string;
  expected_text?: string;
  tracking_number?: string;
  carrier?: string;
  total: Money;
  total_text?: string;
  currency: string;
  lines: OrderLine[];
  /**
   * All lines of the order; `lines` may show fewer
   */
  line_count?: number;
}
export interface OrderLine {
  product_id: string;
  name: string;
  quantity: number;
  price: Money;
  currency: string;
  price_text?: string;
}
/**
 * An answer or a policy from the shop's own words
 */
export interface Answer {
  type: 'answer';
  key: string;
  topic: string;
  score?: number;
  link?: string;
}
/**
 * The evidence behind what was recommended
 */
export interface Why {
  type: 'why';
  product: Product;
  reason?: 'because_bought' | 'because_viewed' | 'goes_with' | 'popular' | 'search';
  evidence: Product[];
}
export interface SignIn {
  type: 'sign_in';
}
export interface Handoff {
  type: 'handoff';
  status: 'pending' | 'open' | 'resolved';
}
