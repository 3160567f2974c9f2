// Typed guards, one a kind of message. They check all that the widget reads without a fallback, so that a faulty
// payload is left out and the text beside it is still shown.
import type {
  Answer, Basket, Comparison, Confirmation, Coupon, CouponList, Handoff, Invoice, ItemPicker, Message, Offer, OfferList, Order, OrderList, Payload, Photo, PhotoRequest, Product, ProductDetail,
  ProductList, QuickReply, Satisfaction, SignIn, Why,
} from '../message';
import { SERVER_CODES, type RefusalCode, type Status } from './wire';

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isTextOrNone = (value: unknown): boolean => value === undefined || isText(value);
const listOf = (value: unknown, guard: (item: unknown) => boolean): boolean => Array.isArray(value) && value.every(guard);
const texts = (value: Fields, ...names: string[]): boolean => names.every((name) => isText(value[name]));

export const isProduct = (value: unknown): value is Product =>
  isObject(value) &&
  texts(value, 'product_id', 'name', 'price', 'currency') &&
  typeof value.in_stock === 'boolean' &&
  [value.was, value.price_text, value.was_text, value.brand, value.category, value.size, value.image_url, value.url,
    value.badge, value.why].every(isTextOrNone);

const isAttribute = (value: unknown): boolean => isObject(value) && texts(value, 'name', 'value');

export const isOffer = (value: unknown): value is Offer =>
  isObject(value) && texts(value, 'promotion_id', 'title', 'redemption') && isTextOrNone(value.ends_text) &&
  (value.product === undefined || isProduct(value.product));

export const isCoupon = (value: unknown): value is Coupon =>
  isObject(value) && texts(value, 'code', 'title') && [value.campaign, value.ends_text].every(isTextOrNone) &&
  (value.products === undefined || listOf(value.products, isProduct));

const isOrderLine = (value: unknown): boolean =>
  isObject(value) && texts(value, 'product_id', 'name', 'price', 'currency') && typeof value.quantity === 'number';

export const isOrder = (value: unknown): value is Order =>
  isObject(value) && texts(value, 'number', 'status', 'status_text', 'placed_at', 'total', 'currency') &&
  [value.placed_text, value.expected_text, value.tracking_number, value.carrier, value.total_text].every(isTextOrNone) &&
  listOf(value.lines, isOrderLine);

const isKind = (value: unknown, type: string): value is Fields => isObject(value) && value.type === type;

export const isProductList = (value: unknown): value is ProductList =>
  isKind(value, 'product_list') && isText(value.list) && listOf(value.products, isProduct);
export const isProductDetail = (value: unknown): value is ProductDetail =>
  isKind(value, 'product_detail') && isProduct(value.product) && listOf(value.attributes, isAttribute) && listOf(value.offers, isOffer);
export const isOfferList = (value: unknown): value is OfferList => isKind(value, 'offer_list') && listOf(value.offers, isOffer);
export const isCouponList = (value: unknown): value is CouponList => isKind(value, 'coupon_list') && listOf(value.coupons, isCoupon);
export const isOrderList = (value: unknown): value is OrderList => isKind(value, 'order_list') && listOf(value.orders, isOrder);
export const isAnswer = (value: unknown): value is Answer => isKind(value, 'answer') && texts(value, 'key', 'topic') && isTextOrNone(value.link);
export const isWhy = (value: unknown): value is Why => isKind(value, 'why') && isProduct(value.product) && listOf(value.evidence, isProduct);
const isRow = (value: unknown): boolean => isObject(value) && isText(value.name) && listOf(value.cells, isText) && typeof value.differs === 'boolean';
export const isComparison = (value: unknown): value is Comparison =>
  isKind(value, 'comparison') && listOf(value.products, isProduct) && listOf(value.rows, isRow) && typeof value.best === 'number' && isText(value.verdict);
const isPriceStep = (value: unknown): boolean => isObject(value) && texts(value, 'promotion_id', 'title', 'discount', 'discount_text');
const isBasketLine = (value: unknown): boolean =>
  isObject(value) && isProduct(value.product) && typeof value.quantity === 'number' && texts(value, 'shelf', 'shelf_text', 'pay', 'pay_text') &&
  listOf(value.steps, isPriceStep);
const isMiss = (value: unknown): boolean => isObject(value) && texts(value, 'product_id', 'name', 'saving', 'saving_text');
export const isBasket = (value: unknown): value is Basket =>
  isKind(value, 'basket') && listOf(value.lines, isBasketLine) && listOf(value.order, isPriceStep) && listOf(value.coupons, isText) &&
  texts(value, 'products_text', 'shelf_text', 'discount', 'discount_text', 'total_text') && (value.nearest_miss === undefined || isMiss(value.nearest_miss));
export const isConfirmation = (value: unknown): value is Confirmation =>
  isKind(value, 'confirmation') && isText(value.title) && listOf(value.rows, isAttribute);
export const isInvoice = (value: unknown): value is Invoice => isKind(value, 'invoice') && isText(value.number);
const isPickerLine = (value: unknown): boolean =>
  isObject(value) && isText(value.name) && Number.isInteger(value.place) && Number.isInteger(value.left) && isTextOrNone(value.price_text);
export const isItemPicker = (value: unknown): value is ItemPicker =>
  isKind(value, 'item_picker') && isText(value.number) && typeof value.several === 'boolean' && listOf(value.lines, isPickerLine);
// A picture from elsewhere would tell its server who looks at it.
export const isPhoto = (value: unknown): value is Photo =>
  isKind(value, 'photo') && isText(value.reference) && isText(value.thumbnail) && value.thumbnail.startsWith('data:image/jpeg;base64,');
export const isPhotoRequest = (value: unknown): value is PhotoRequest => isKind(value, 'photo_request');
export const isSatisfaction = (value: unknown): value is Satisfaction => isKind(value, 'satisfaction');
export const isSignIn = (value: unknown): value is SignIn => isKind(value, 'sign_in');
export const isHandoff = (value: unknown): value is Handoff => isKind(value, 'handoff') && isStatus(value.status);

const PAYLOADS = [
  isProductList, isProductDetail, isOfferList, isCouponList, isOrderList, isAnswer, isWhy, isComparison, isBasket,
  isConfirmation, isInvoice, isItemPicker, isPhoto, isPhotoRequest, isSatisfaction, isSignIn, isHandoff,
];
export const isPayload = (value: unknown): value is Payload => PAYLOADS.some((guard) => guard(value));

const isQuickReply = (value: unknown): value is QuickReply => isObject(value) && texts(value, 'title', 'text');

export const isStatus = (value: unknown): value is Status => value === 'pending' || value === 'open' || value === 'resolved';

/** The message in `value` without the parts that are not what they should be; undefined where it is no message. */
export function readMessage(value: unknown): Message | undefined {
  if (!isObject(value) || !Number.isInteger(value.seq) || !isText(value.at)) return undefined;
  const { seq, at, sender, text, name, client_id, quick_replies, payload, feedback } = value;
  if (sender !== 'customer' && sender !== 'assistant' && sender !== 'person' && sender !== 'system') return undefined;
  return {
    seq: seq as number,
    sender,
    at,
    ...(isText(text) && { text }),
    ...(isText(name) && { name }),
    ...(isText(client_id) && { client_id }),
    ...(Array.isArray(quick_replies) && { quick_replies: quick_replies.filter(isQuickReply) }),
    ...(isPayload(payload) && { payload }),
    ...((feedback === 1 || feedback === -1) && { feedback }),
  };
}

export const readTyping = (value: unknown): boolean => isObject(value) && value.on === true;
export const readStatus = (value: unknown): Status | undefined => (isObject(value) && isStatus(value.status) ? value.status : undefined);

/** Why the channel refused, from an acknowledgement; undefined where it accepted. */
export function readRefusal(ack: unknown): RefusalCode | undefined {
  if (isObject(ack) && ack.ok === true) return undefined;
  const code = isObject(ack) && isObject(ack.error) ? ack.error.code : undefined;
  return SERVER_CODES.find((known) => known === code) ?? 'bad_request';
}

/** The code of a refused connection, such as `token_expired`; undefined where the network failed. */
export function readConnectionCode(error: unknown): string | undefined {
  const data = (error as { data?: unknown } | null)?.data;
  return isObject(data) && isText(data.code) ? data.code : undefined;
}
