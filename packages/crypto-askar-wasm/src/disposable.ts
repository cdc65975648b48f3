/** Gives a class with `dispose` what `using` calls, where the platform has it. */
export function makeDisposable({ prototype }: { readonly prototype: { dispose(): void } }): void {
  if (typeof Symbol.dispose !== 'symbol') return
  Object.defineProperty(prototype, Symbol.dispose, { value: prototype.dispose })
}
