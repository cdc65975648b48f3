import ts from 'typescript'

const testFunctions = ['it', 'test']
const notRun = ['skip', 'todo']
/** `it.each(rows)` makes the function that takes the title. */
const takesRows = ['each', 'for']

/** The titles, as written, of the tests in a test file; those that never run are left out. */
export function testTitles(source: string): string[] {
  const titles: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && declaresTest(node.expression)) {
      titles.push(node.arguments[0]?.getText() ?? '')
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('a.test.ts', source, ts.ScriptTarget.Latest, true))
  return titles
}

/** Tells whether calling `callee` declares a test: `it`, `it.only`, `it.each(rows)`, … */
function declaresTest(callee: ts.Expression): boolean {
  if (ts.isPropertyAccessExpression(callee) && takesRows.includes(callee.name.text)) return false
  return isTestFunction(callee)
}

function isTestFunction(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return testFunctions.includes(node.text)
  if (ts.isCallExpression(node)) return isTestFunction(node.expression)
  if (ts.isTaggedTemplateExpression(node)) return isTestFunction(node.tag)
  if (!ts.isPropertyAccessExpression(node)) return false
  return !notRun.includes(node.name.text) && isTestFunction(node.expression)
}
