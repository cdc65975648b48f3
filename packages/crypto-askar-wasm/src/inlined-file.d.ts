/** A file, compressed by gzip, in base64; `tsup.config.ts` puts it there. */
declare module '*?gzip-base64' {
  const text: string
  export default text
}
