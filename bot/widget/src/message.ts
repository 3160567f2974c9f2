// Generated from bot/channels/message.schema.json by `npm run types`. Change the schema, not this file.

export type Payload =
  | ProductList
  | ProductDetail
  | OfferList
  | CouponList
  | OrderList
  | Answer
  | Why
  | Comparison
  | Basket
  | Confirmation
  | Invoice
  | ItemPicker
  | Photo
  | PhotoRequest
  | Satisfaction
  | SignIn
  | Handoff;
/**
 * A decimal number in major units, as text so that no cent is lost
 */
export type Money = string;
export type OrderStatus =
  | 'pending'
  | 'processed'
  | 'shipped'
  | 'delivered'
  | 'cancelled'
  | 'return_requested'
  | 'returned'
  | 'refunded'
  | 'exchange_requested';

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
  list: 'search' | 'recommended' | 'goes_with' | 'popular' | 'similar' | 'last_purchase' | 'bundle' | 'usual';
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
  /**
   * How many of it belong to what is suggested
   */
  quantity?: number;
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
  status: OrderStatus;
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
  reason?:
    | 'because_bought'
    | 'because_viewed'
    | 'goes_with'
    | 'usual'
    | 'like_you'
    | 'popular'
    | 'search'
    | 'similar'
    | 'bundle';
  evidence: Product[];
  /**
   * The edges of the product graph that lead to it
   */
  path?: Step[];
}
export interface Step {
  start: string;
  edge: string;
  end: string;
}
/**
 * Products side by side, the rows that differ first
 */
export interface Comparison {
  type: 'comparison';
  /**
   * @minItems 2
   * @maxItems 4
   */
  products: Product[];
  rows: ComparisonRow[];
  /**
   * The place of the product that the verdict is for
   */
  best: number;
  verdict: 'fits_best' | 'best_value' | 'cheapest' | 'alike';
}
/**
 * One cell for each product; an empty one is not known
 */
export interface ComparisonRow {
  name: string;
  cells: string[];
  differs: boolean;
}
/**
 * The basket at its lowest lawful price, and how that comes about
 */
export interface Basket {
  type: 'basket';
  /**
   * @minItems 1
   */
  lines: BasketLine[];
  /**
   * A decimal number in major units, as text so that no cent is lost
   */
  products?: string;
  products_text?: string;
  /**
   * What is taken off the whole
   */
  order: PriceStep[];
  shelf: Money;
  shelf_text: string;
  discount: Money;
  discount_text: string;
  total: Money;
  total_text: string;
  currency: string;
  /**
   * The codes that are used
   */
  coupons: string[];
  free_shipping: boolean;
  /**
   * Whether no lower total is lawful
   */
  proved: boolean;
  nearest_miss?: NearestMiss;
}
export interface BasketLine {
  product: Product;
  quantity: number;
  /**
   * A decimal number in major units, as text so that no cent is lost
   */
  shelf: string;
  shelf_text: string;
  pay: Money;
  pay_text: string;
  steps: PriceStep[];
}
/**
 * What one promotion takes off
 */
export interface PriceStep {
  promotion_id: string;
  title: string;
  /**
   * Of so many units of the line
   */
  quantity?: number;
  discount: Money;
  discount_text: string;
}
/**
 * One unit more of a product would save this much
 */
export interface NearestMiss {
  product_id: string;
  name: string;
  saving: Money;
  saving_text: string;
}
/**
 * What a yes would do; nothing of it is done yet
 */
export interface Confirmation {
  type: 'confirmation';
  title: string;
  /**
   * @minItems 1
   */
  rows: ConfirmationRow[];
}
export interface ConfirmationRow {
  name: string;
  value: string;
}
/**
 * An order's invoice, which the `invoice` request brings as a PDF
 */
export interface Invoice {
  type: 'invoice';
  number: string;
}
/**
 * The items of an order to choose from; what is chosen is said as text
 */
export interface ItemPicker {
  type: 'item_picker';
  number: string;
  /**
   * Whether how many of each can be chosen too
   */
  several: boolean;
  /**
   * @minItems 1
   */
  lines: PickerLine[];
}
export interface PickerLine {
  /**
   * Place in the order, from 1
   */
  place: number;
  name: string;
  /**
   * How many can be chosen
   */
  left: number;
  price_text?: string;
}
/**
 * A photo that the customer sent
 */
export interface Photo {
  type: 'photo';
  reference: string;
  thumbnail: string;
}
/**
 * Invites the customer to send a photo
 */
export interface PhotoRequest {
  type: 'photo_request';
}
/**
 * Asks how content the customer was; the `satisfaction` request takes the answer
 */
export interface Satisfaction {
  type: 'satisfaction';
}
export interface SignIn {
  type: 'sign_in';
}
export interface Handoff {
  type: 'handoff';
  status: 'pending' | 'open' | 'resolved';
}
