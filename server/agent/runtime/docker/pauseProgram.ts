/**
 * The program of a pause container, as an ELF file of about 150 bytes: it waits for ever. It reaps nothing, for no other
 * process is ever in its PID namespace.
 */
export function pauseProgram(architecture: "amd64" | "arm64"): Buffer {
  const { machine, code } = programs[architecture];
  const size = headerBytes + code.length;
  const file = Buffer.alloc(size);
  // ELF64, little endian, version 1; an executable.
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]);
  file.writeUInt16LE(2, 16);
  file.writeUInt16LE(machine, 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(loadAddress + BigInt(headerBytes), 24);
  file.writeBigUInt64LE(64n, 32);
  file.writeUInt16LE(64, 52);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(1, 56);
  file.writeUInt16LE(64, 58);
  // One segment, read and execute: the whole file. Aligned for kernels with pages of 64 KiB.
  file.writeUInt32LE(1, 64);
  file.writeUInt32LE(5, 68);
  file.writeBigUInt64LE(loadAddress, 80);
  file.writeBigUInt64LE(loadAddress, 88);
  file.writeBigUInt64LE(BigInt(size), 96);
  file.writeBigUInt64LE(BigInt(size), 104);
  file.writeBigUInt64LE(0x10000n, 112);
  file.set(code, headerBytes);
  return file;
}

const headerBytes = 64 + 56;
const loadAddress = 0x400000n;

const programs = {
  // mov eax, 34 (pause); syscall; again
  amd64: { machine: 62, code: Buffer.from([0xb8, 0x22, 0, 0, 0, 0x0f, 0x05, 0xeb, 0xf7]) },
  // ppoll(0, 0, 0, 0, 0), system call 73; again
  arm64: {
    machine: 183,
    code: words([0xd2800000, 0xd2800001, 0xd2800002, 0xd2800003, 0xd2800004, 0xd2800928, 0xd4000001, 0x17fffff9]),
  },
} as const;

function words(instructions: readonly number[]): Buffer {
  const bytes = Buffer.alloc(instructions.length * 4);
  for (const [index, instruction] of instructions.entries()) bytes.writeUInt32LE(instruction, index * 4);
  return bytes;
}
