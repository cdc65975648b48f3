/** What is installed at run time from npm, for each tool the packages it needs; every version is exact. */
export const versions = {
  node20: { node: '20.20.2' },
  node22: { node: '22.23.3' },
  node24: { node: '24.21.0' },
  deno: { deno: '2.9.6' },
  bun: { bun: '1.4.5' },
  workerd: { workerd: '1.20261117.1' },
  vite: { vite: '8.3.8' },
  webpack: { webpack: '5.112.2', 'webpack-cli': '6.0.1' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>

/** A tool that can be installed. */
export type ToolName = keyof typeof versions

/** What workerd behaves like. */
export const WORKERD_COMPATIBILITY_DATE = '2026-11-01'
