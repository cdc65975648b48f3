/** How a URL answers. */
export type Answer = () => Response | Promise<Response>

/** A network of the given answers, and what was asked of it. */
export function network(answers: { readonly [url: string]: Answer }) {
  const asked: string[] = []
  const requests: RequestInit[] = []
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    asked.push(url)
    requests.push(init)
    const answer = answers[url]
    if (!answer) throw new TypeError('fetch failed')
    return answer()
  }
  return { asked, requests, fetch }
}
