import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { createCast } from './cast.ts'
import { libraries } from './libraries.ts'
import { createMessage } from './message.ts'

/** How often a small message is packed and opened before, so that code is compiled and pools are filled. */
const WARM_UPS = 200

// The program of a process that `measureMemory` starts. It prints how far resident memory rose, in bytes.
const [name, direction, bytes] = process.argv.slice(2)
const library = libraries.find((candidate) => candidate.name === name)
if (!library) throw new Error(`there is no library ${name}`)

const cast = await createCast({ curve: 'X25519', recipientKeys: 1, mediators: 0 })
const subject = await library.createSubject(cast)
const small = createMessage(cast, 100)
for (let i = 0; i < WARM_UPS; i++) await subject.unpack(await subject.pack('authcrypt', small))

const message = createMessage(cast, Number(bytes))
const packed = direction === 'unpack' ? await subject.pack('authcrypt', message) : undefined
// Until no more goes; the second time also what waited for finalizers.
for (let i = 0; i < 3; i++) globalThis.gc?.()
// Sets the record of the highest resident memory back to what is resident now.
writeFileSync('/proc/self/clear_refs', '5')
const before = readPeak()
await (packed === undefined ? subject.pack('authcrypt', message) : subject.unpack(packed))
process.stdout.write(String(readPeak() - before))

function readPeak(): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}
