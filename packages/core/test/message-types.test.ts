import { describe, expectTypeOf, it } from 'vitest'
import type { Attachment, Message, MessageInput } from '../src/index.ts'

interface BasicMessage {
  readonly content: string
}

// What is to compile and what is not is checked by `tsc`.
describe('the types of messages', () => {
  it('[MSG-11] take an object literal with typed and unknown headers', () => {
    const message: MessageInput = {
      type: 'https://didcomm.org/basicmessage/2.0/message',
      from: 'did:example:alice',
      to: ['did:example:bob'],
      'accept-lang': ['fr'],
      return_route: 'all',
      'x-unknown': { any: ['thing'] },
      body: { content: 'Lunch?' },
      attachments: [{ data: { json: { a: 1 } }, format: 'x', 'x-unknown': 1 }],
    }
    expectTypeOf(message.please_ack).toEqualTypeOf<readonly string[] | undefined>()
    expectTypeOf(message['x-unknown']).toBeUnknown()
    expectTypeOf(message.attachments).toEqualTypeOf<readonly Attachment[] | undefined>()
  })

  it('take a body that is an interface', () => {
    const body: BasicMessage = { content: 'Lunch?' }
    expectTypeOf({ type: 'a', body }).toExtend<MessageInput>()
    expectTypeOf({ type: 'a', body }).toExtend<MessageInput<BasicMessage>>()
  })

  it('give the body the type of the generic', () => {
    expectTypeOf<Message<BasicMessage>['body']>().toEqualTypeOf<BasicMessage>()
    expectTypeOf<Message['body']['anything']>().toBeUnknown()
    expectTypeOf<MessageInput<BasicMessage>['body']>().toEqualTypeOf<BasicMessage | undefined>()
  })

  it('let a received message be packed again', () => {
    expectTypeOf<Message>().toExtend<MessageInput>()
    expectTypeOf<Message<BasicMessage>>().toExtend<MessageInput>()
  })

  it('[MSG-1] refuse what cannot be a message', () => {
    // @ts-expect-error without a type
    const untyped: MessageInput = { body: {} }
    // @ts-expect-error one recipient that is no array
    const to: MessageInput = { type: 'a', to: 'did:example:bob' }
    // @ts-expect-error a time that is a date
    const time: MessageInput = { type: 'a', created_time: new Date() }
    // @ts-expect-error a body that is a text
    const body: MessageInput = { type: 'a', body: 'text' }
    // @ts-expect-error another body than the generic's
    const other: MessageInput<BasicMessage> = { type: 'a', body: { text: 'Lunch?' } }
    // @ts-expect-error a return_route that does not exist
    const route: MessageInput = { type: 'a', return_route: 'some' }
    // @ts-expect-error an attachment without data
    const attachments: MessageInput = { type: 'a', attachments: [{ id: 'a' }] }
    expectTypeOf([untyped, to, time, body, other, route, attachments]).toBeArray()
  })
})
