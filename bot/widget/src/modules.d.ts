declare module 'virtual:chatui-styles' {
  const css: string;
  export default css;
}
// ChatUI types its index only.
declare module '@chatui/core/es/components/Bubble' {
  export { Bubble } from '@chatui/core';
}
declare module '@chatui/core/es/components/Button' {
  export { Button } from '@chatui/core';
}
declare module '@chatui/core/es/components/Card' {
  export { Card } from '@chatui/core';
}
declare module '@chatui/core/es/components/Input' {
  export { Input } from '@chatui/core';
}
declare module '@chatui/core/es/components/Tag' {
  export { Tag } from '@chatui/core';
}
declare module '@chatui/core/es/components/Typing' {
  export { Typing } from '@chatui/core';
}
