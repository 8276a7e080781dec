declare module '*.svg' {
  /** The content of the file. */
  const text: string;
  export default text;
}
declare module '*.css';
