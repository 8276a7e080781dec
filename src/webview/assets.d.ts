declare module '*.svg' {
  /** The file's own text. */
  const text: string;
  export default text;
}
declare module '*.css';
