/** Has the store of a manager's database do something that the manager does not. */
export async function inRawStore<Result>(
  indexedDB: IDBFactory,
  operation: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  const database = await resultOf(indexedDB.open('didcomm-secrets', 1))
  try {
    const store = database.transaction('secrets', 'readwrite').objectStore('secrets')
    return await resultOf(operation(store))
  } finally {
    database.close()
  }
}

function resultOf<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error))
  })
}
