"""Make the reader's weights: marked sentences in, two ONNX files out.

In: sentences with mentions, relations and statuses that people have marked. Out: the weights in
`reader/`. May import: `reader`, `names`, `markup`, jax, optax, onnx. Nothing that reads imports it.
"""
