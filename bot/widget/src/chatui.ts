// The parts of @chatui/core in use, taken one by one: its index brings every component and old browsers' polyfills along.
export { Bubble } from '@chatui/core/es/components/Bubble';
export { Button } from '@chatui/core/es/components/Button';
export { Card } from '@chatui/core/es/components/Card';
export { Input } from '@chatui/core/es/components/Input';
export { Tag } from '@chatui/core/es/components/Tag';
export { Typing } from '@chatui/core/es/components/Typing';
