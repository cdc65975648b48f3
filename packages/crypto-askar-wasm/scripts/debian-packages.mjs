// @ts-check
/** Gets Debian's compiler for the web without installing it. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { output, Unavailable } from './commands.mjs'

/** The version that built `wasm/`, of Debian 12. A change here is a change of compiler: build `wasm/` anew. */
const RUST_VERSION = '1.85.0+dfsg3-1~deb12u3'
const PACKAGES = [
  ...['rustc-web', 'rust-web-src', 'libstd-rust-web-dev', 'cargo-web'].map(
    (name) => `${name}=${RUST_VERSION}`,
  ),
  'lld',
]
const FIVE_MINUTES = 5 * 60 * 1000

/**
 * Tells whether a compiler is of the packages' version.
 *
 * @param {readonly string[]} version the lines of `rustc -vV`
 */
export function isDebianVersion(version) {
  return version.includes(`release: ${RUST_VERSION.split('+')[0]}`)
}

/**
 * Downloads the packages, and those they need that are not installed, with apt, which checks their signatures; and unpacks
 * them. Neither needs root.
 *
 * @param {string} root the folder to unpack into; RUST_WEB_ROOT can name it afterwards
 * @throws `Unavailable` when this is no Debian on x86-64, or apt cannot get them
 */
export function fetchDebianToolchain(root) {
  if (process.platform !== 'linux' || process.arch !== 'x64' || !isDebian()) {
    throw new Unavailable(
      'its compiler is a package of Debian for x86-64, which this machine is not',
    )
  }
  mkdirSync(root, { recursive: true })
  const scratch = mkdtempSync(join(resolve(root), 'apt-'))
  try {
    for (const file of download(scratch)) {
      if (output('dpkg', ['-x', file, root]) === undefined) {
        throw new Unavailable(`dpkg cannot unpack ${file}`)
      }
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function isDebian() {
  try {
    return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}

/**
 * Downloads by the package lists of the system; if they are missing or old, by fresh ones of our own.
 *
 * @param {string} scratch
 * @returns {string[]} the files
 */
function download(scratch) {
  const archives = join(scratch, 'archives')
  mkdirSync(join(archives, 'partial'), { recursive: true })
  mkdirSync(join(scratch, 'state/lists/partial'), { recursive: true })
  const settings = [
    `Dir::Cache=${scratch}`,
    // The folders are ours alone.
    'Debug::NoLocking=1',
    'APT::Sandbox::User=root',
    'Acquire::Retries=1',
    'Acquire::http::Timeout=20',
  ]
  const ownLists = [`Dir::State=${scratch}/state`, 'Dir::State::status=/var/lib/dpkg/status']
  const install = ['install', '--download-only', '--yes', '--no-install-recommends', ...PACKAGES]
  const done =
    apt(settings, install) ||
    (apt([...settings, ...ownLists], ['update']) && apt([...settings, ...ownLists], install))
  if (!done) throw new Unavailable(`apt has no rustc-web ${RUST_VERSION} and what it needs`)
  return readdirSync(archives)
    .filter((name) => name.endsWith('.deb'))
    .map((name) => join(archives, name))
}

/**
 * @param {readonly string[]} settings
 * @param {readonly string[]} args
 */
function apt(settings, args) {
  const options = settings.flatMap((setting) => ['-o', setting])
  return output('apt-get', [...options, ...args], { timeout: FIVE_MINUTES }) !== undefined
}
