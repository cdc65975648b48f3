import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { build as esbuildBuild, version as esbuildVersion } from 'esbuild'
import { runCommand } from '../command.ts'
import { STARTERS } from '../project.ts'
import { versions } from '../versions.ts'
import type { Bundler } from './bundled-pages.ts'

const BUILD_SECONDS = 90

/** esbuild, with its loader `file` for WebAssembly. It makes no bundle of a worker by itself: that is an entry as well. */
export const esbuild: Bundler = {
  name: 'esbuild',
  prepare: async () => `esbuild ${esbuildVersion}`,
  async build({ project }, backend, folder) {
    const site = project.site(backend)
    await esbuildBuild({
      entryPoints: [join(site, STARTERS.page), join(site, STARTERS.main)],
      outdir: folder,
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      loader: { '.wasm': 'file' },
      logLevel: 'silent',
    })
    copyFileSync(join(site, 'index.html'), join(folder, 'index.html'))
  },
}

/** Vite's build, without any configuration. */
export const vite: Bundler = {
  name: 'vite',
  async prepare(workshop) {
    await workshop.tool('vite')
    return `Vite ${versions.vite.vite}`
  },
  async build(workshop, backend, folder) {
    await runCommand({
      what: `Vite, ${backend.name}`,
      command: process.execPath,
      args: [
        join(await workshop.tool('vite'), 'vite/bin/vite.js'),
        'build',
        '--outDir',
        folder,
        '--emptyOutDir',
      ],
      cwd: workshop.project.site(backend),
      seconds: BUILD_SECONDS,
    })
  },
}

/** webpack's production mode, without any configuration. */
export const webpack: Bundler = {
  name: 'webpack',
  async prepare(workshop) {
    await workshop.tool('webpack')
    return `webpack ${versions.webpack.webpack}`
  },
  async build(workshop, backend, folder) {
    const site = workshop.project.site(backend)
    await runCommand({
      what: `webpack, ${backend.name}`,
      command: process.execPath,
      args: [
        join(await workshop.tool('webpack'), 'webpack/bin/webpack.js'),
        '--mode=production',
        `--entry=./${STARTERS.page}`,
        `--output-path=${folder}`,
        `--output-filename=${STARTERS.page}`,
      ],
      cwd: site,
      seconds: BUILD_SECONDS,
    })
    copyFileSync(join(site, 'index.html'), join(folder, 'index.html'))
  },
}
