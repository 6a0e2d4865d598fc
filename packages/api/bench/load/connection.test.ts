import { expect, it } from 'vitest'
import { isWhole } from './connection.js'

const ANSWERS = {
  'without a body': 'HTTP/1.1 302 Found\r\nLocation: https://x.example/\r\nContent-Length: 0\r\n\r\n',
  'of a known length': 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{"a"}',
  'in chunks': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a"}\r\n0\r\n\r\n',
}

it.each(Object.entries(ANSWERS))('knows when an answer %s is whole, wherever it was cut', (_, text) => {
  for (let length = 0; length < text.length; length++) expect(isWhole(Buffer.from(text.slice(0, length)))).toBe(false)
  expect(isWhole(Buffer.from(text))).toBe(true)
})
