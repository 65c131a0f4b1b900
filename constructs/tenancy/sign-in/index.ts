export * from './props.js';
export * from './sign-in.js';
