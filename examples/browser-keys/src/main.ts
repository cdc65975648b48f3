import { openNotebook } from './notebook.ts'

const notebook = await openNotebook()
element('did', HTMLElement).textContent = notebook.did
await show()

element('write', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault()
  const text = element('text', HTMLInputElement)
  void write(text.value)
  text.value = ''
})

element('export', HTMLButtonElement).addEventListener('click', () => {
  void tryToExport()
})

async function write(text: string): Promise<void> {
  await notebook.add(text)
  await show()
}

async function show(): Promise<void> {
  const notes = await notebook.read()
  const items = notes.map((note) => {
    const item = document.createElement('li')
    item.textContent = note
    return item
  })
  element('notes', HTMLElement).replaceChildren(...items)
}

async function tryToExport(): Promise<void> {
  const outcome = element('outcome', HTMLElement)
  try {
    outcome.textContent = JSON.stringify(await notebook.exportKeys())
  } catch (error) {
    outcome.textContent = String(error)
  }
}

/** An element of the page, by its id. */
function element<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id)
  if (found instanceof kind) return found
  throw new Error(`the page has no ${id}`)
}
