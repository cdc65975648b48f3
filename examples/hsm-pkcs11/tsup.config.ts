import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/main.ts'],
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // Native code, imported when it is needed: it may not be there.
  external: ['pkcs11js'],
  clean: true,
})
