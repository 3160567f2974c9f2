// One sample of every kind of payload, as the channel would send it. Keyed by a word that a typed text may hold.
const product = (product_id, name, price, more = {}) => ({
  product_id, name, price, currency: 'USD', price_text: `$${price}`, in_stock: true, url: `/product/${product_id}`, ...more,
});

export const PRODUCTS = [
  product('819063', 'Kids Cereal, 14.5 oz', '2.99', {
    was: '3.89', was_text: '$3.89', brand: 'National', category: 'Cold cereal', size: '14.5 oz', badge: '23% off with loyalty card',
    why: 'You bought All Family Cereal on 3 December.',
  }),
  product('1082185', 'Bananas', '0.59', { brand: 'National', category: 'Tropical fruit', size: '1 lb', why: 'Popular in this shop now.' }),
  product('938700', 'Private Selection Extra Thick Sliced Hickory Smoked Bacon, Family Pack', '7.49', {
    brand: 'Private', category: 'Bacon', size: '24 oz', in_stock: false, badge: 'Buy one, get one',
  }),
  product('951590', 'Fluid Milk, White Only', '2.49', { brand: 'Private', category: 'Milk', size: '1 gal', was: '2.69', was_text: '$2.69' }),
  product('883404', '有机酸奶', '1.25', { brand: 'National', category: 'Yogurt', size: '6 oz', image_url: '/missing.png' }),
];
const [cereal, bananas, bacon, milk, yogurt] = PRODUCTS;

const OFFERS = [
  { promotion_id: 'tpr:1', title: '23% off with loyalty card', redemption: 'loyalty', ends_at: '2017-12-31T23:59:59+00:00', ends_text: 'until Sunday, 31 December', product: cereal },
  { promotion_id: 'tpr:2', title: 'Buy one, get one', redemption: 'automatic', product: bacon },
  { promotion_id: 'tpr:3', title: '$0.20 off milk', redemption: 'coupon', ends_at: '2018-01-07T23:59:59+00:00' },
];

const lines = PRODUCTS.map((each, index) => ({
  product_id: each.product_id, name: each.name, quantity: index + 1, price: each.price, currency: 'USD', price_text: each.price_text,
}));

const order = (number, status, status_text, more = {}) => ({
  number, status, status_text, placed_at: '2017-12-29T18:05:00+00:00', placed_text: 'Friday, 29 December', total: '31.42',
  total_text: '$31.42', currency: 'USD', lines: lines.slice(0, 2), ...more,
});

export const REPLIES = {
  products: { text: 'I found 12 for cereal under $4. Here are 5:', quick_replies: [{ title: 'Cheaper', text: 'cheaper' }, { title: 'Only private label', text: 'only private label' }, { title: 'More', text: 'more' }],
    payload: { type: 'product_list', list: 'search', title: 'Cereal under $4', total: 12, products: PRODUCTS } },
  recommend: { text: 'These should suit you:', payload: { type: 'product_list', list: 'recommended', products: [cereal, { ...milk, why: undefined }].map(({ why, ...rest }) => (why ? { ...rest, why } : rest)) } },
  details: { text: 'Kids Cereal, 14.5 oz: $2.99 instead of $3.89 (23% off with loyalty card).', payload: {
    type: 'product_detail', product: cereal, description: 'A crunchy whole grain cereal for breakfast.\nContains gluten.',
    attributes: [{ name: 'Department', value: 'Grocery' }, { name: 'Type', value: 'Kids cereal' }, { name: 'Brand', value: 'National' }], offers: [OFFERS[0]] } },
  offers: { text: '214 offers are on now. Here are the best 3:', payload: { type: 'offer_list', title: 'On offer now', total: 214, offers: OFFERS } },
  coupons: { text: 'You have 2 coupons:', payload: { type: 'coupon_list', total: 2, coupons: [
    { code: '10000085364', title: '$1 off any cereal', campaign: 'Campaign 18', ends_at: '2017-12-31T23:59:59+00:00', ends_text: 'until Sunday, 31 December', product_count: 43, products: [cereal, milk] },
    { code: 'FRUIT-10', title: '10% off fruit', product_count: 1 },
  ] } },
  order: { text: 'Here are your last orders:', payload: { type: 'order_list', orders: [
    order('41453', 'shipped', 'On its way', { expected_at: '2018-01-02T00:00:00+00:00', expected_text: 'Tuesday, 2 January', carrier: 'Demo Post', tracking_number: 'DP 0041 4530', lines, line_count: 9 }),
    order('41388', 'cancelled', 'Cancelled'),
  ] } },
  cancel: { text: 'This is what I would do. Nothing is done yet:', quick_replies: [{ title: 'Yes, do it', text: 'yes please' }, { title: 'No', text: 'no thanks' }],
    payload: { type: 'confirmation', title: 'Cancel', rows: [
      { name: 'Order', value: '#W4817420' }, { name: 'Items', value: 'Water Bottle (750ml, stainless steel, red)' }, { name: 'Items', value: '2 × Hiking Boots (7, leather, yes)' },
      { name: 'Reason', value: 'ordered by mistake' }, { name: 'You get back', value: '$292.10 to your Visa ending in 4242, in 5 to 7 business days' },
    ] } },
  invoice: { text: 'Here is the invoice for order 41453.', payload: { type: 'invoice', number: '41453' } },
  bye: { text: 'Goodbye, and enjoy your shopping!', payload: { type: 'satisfaction' } },
  delivery: { text: 'Orders over $35 are delivered free of charge, on the next working day.\nSee https://shop.example/delivery?from=chat, or ask for a person.', payload: { type: 'answer', key: 'delivery_time', topic: 'Delivery', score: 0.83, link: '/policies/delivery' } },
  why: { text: 'I showed you Kids Cereal, 14.5 oz because you bought these:', payload: { type: 'why', product: cereal, reason: 'because_bought', evidence: [bananas, yogurt] } },
  compare: { text: 'Number 2, Bananas, gives you the most for your money.', payload: { type: 'comparison', products: [cereal, bananas, bacon, milk], best: 1, verdict: 'best_value', rows: [
    { name: 'Price', cells: ['$2.99', '$0.59', '$7.49', '$2.49'], differs: true },
    { name: 'Unit price', cells: ['$0.73 / 100 g', '$0.13 / 100 g', '$1.10 / 100 g', ''], differs: true },
    { name: 'Offers', cells: ['23% off with loyalty card', '', 'Buy one, get one', ''], differs: true },
    { name: 'Size', cells: ['14.5 oz', '1 lb', '24 oz', '1 gal'], differs: true },
    { name: 'Label', cells: ['National brand', 'National brand', 'National brand', 'National brand'], differs: false },
  ] } },
  basket: { text: 'The lowest price for your basket is $9.26. This is how it comes about:', payload: { type: 'basket', currency: 'USD',
    products: '10.27', products_text: '$10.27', shelf: '14.06', shelf_text: '$14.06', discount: '4.80', discount_text: '$4.80', total: '9.26', total_text: '$9.26', coupons: ['10000085364'], free_shipping: true, proved: true,
    lines: [
      { product: cereal, quantity: 3, shelf: '11.67', shelf_text: '$11.67', pay: '7.88', pay_text: '$7.88', steps: [
        { promotion_id: 'tpr:1', title: '23% off with loyalty card', quantity: 2, discount: '1.79', discount_text: '$1.79' },
        { promotion_id: 'mfg:9', title: '$2 off any cereal', quantity: 1, discount: '2.00', discount_text: '$2.00' }] },
      { product: milk, quantity: 1, shelf: '2.39', shelf_text: '$2.39', pay: '2.39', pay_text: '$2.39', steps: [] },
    ],
    order: [{ promotion_id: 'order:5', title: '$1.01 off orders from $10', discount: '1.01', discount_text: '$1.01' }],
    nearest_miss: { product_id: milk.product_id, name: milk.name, saving: '1.50', saving_text: '$1.50' } } },
  'sign in': { text: 'Please sign in, then I can look up your orders.', payload: { type: 'sign_in' } },
  person: { text: 'I am handing you over to a colleague. They see what we said.', payload: { type: 'handoff', status: 'open' } },
  bye: { text: 'Glad to have helped.', payload: { type: 'handoff', status: 'resolved' } },
  xss: { text: '<img src=x onerror="window.broken=1"> javascript:alert(1) <b>not bold</b> https://shop.example/a?b=<c>', payload: { type: 'answer', key: 'x', topic: '<script>window.broken=1</script>', link: 'javascript:window.broken=1' } },
};

export const FALLBACK = { text: 'I know these words here: ' + Object.keys(REPLIES).join(', ') + '.', quick_replies: Object.keys(REPLIES).slice(0, 6).map((word) => ({ title: word, text: word })) };
