"""How results are printed: one module per format, each with a function from a value to text.

The formats are the AWS CLI's, byte for byte, and two more: `csv` and `jsonl`.
"""
