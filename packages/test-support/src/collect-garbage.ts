import { setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

// What `node --expose-gc` does, for the process of this test.
setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** Collects garbage and lets the finalizers run, until `done` or until it has been tried often enough. */
export async function collectGarbage(done: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 50 && !done(); attempt++) {
    // In another task: a WeakRef that `done` looked into holds its target until the end of this one.
    await setTimeout(1)
    collect()
  }
}
