// Turns each JSON Schema below into TypeScript types and compiled validators (see spec/build).
