/** A style sheet that is imported `with { loader: 'text' }`. */
declare module '*.css' {
  const text: string;
  export default text;
}
