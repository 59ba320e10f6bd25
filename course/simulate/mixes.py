"""Published mixes of libraries, tasks, licences and languages, and the conditional ones that reproduce them."""

RELATIONS = ("original", "finetune", "adapter", "merge", "quantized")
ORIGINAL, FINETUNE, ADAPTER, MERGE, QUANTIZED = range(5)

# Given how a model was made; sums to the library shares of July 2025 (transformers .63, peft .20, diffusers .08 …).
LIBRARIES = ("", "transformers", "peft", "diffusers", "gguf", "mlx", "sentence-transformers", "stable-baselines3",
             "ml-agents", "timm", "keras", "lerobot", "tf-keras", "setfit", "nemo")  # fmt: skip
LIBRARY_GIVEN_RELATION = {
    "original": {"": 0.575, "transformers": 0.315, "diffusers": 0.058, "stable-baselines3": 0.019, "ml-agents": 0.010,
                 "sentence-transformers": 0.006, "timm": 0.005, "keras": 0.004, "lerobot": 0.005, "tf-keras": 0.002,
                 "nemo": 0.001},
    "finetune": {"": 0.13, "transformers": 0.79, "diffusers": 0.03, "sentence-transformers": 0.035, "setfit": 0.015},
    "adapter": {"": 0.20, "peft": 0.72, "diffusers": 0.06, "transformers": 0.02},
    "merge": {"": 0.15, "transformers": 0.85},
    "quantized": {"": 0.42, "transformers": 0.21, "gguf": 0.31, "mlx": 0.06},
}  # fmt: skip

TEXT = {
    "text-generation": 0.42,
    "text-classification": 0.235,
    "automatic-speech-recognition": 0.058,
    "token-classification": 0.058,
    "image-classification": 0.044,
    "fill-mask": 0.040,
    "feature-extraction": 0.028,
    "question-answering": 0.033,
    "text-to-speech": 0.012,
    "translation": 0.018,
    "summarization": 0.012,
    "image-text-to-text": 0.020,
    "object-detection": 0.010,
    "image-to-text": 0.006,
    "zero-shot-classification": 0.006,
}
CHAT = {"text-generation": 0.86, "image-text-to-text": 0.10, "feature-extraction": 0.04}
TASK_GIVEN_LIBRARY: dict[str, dict[str, float]] = {
    "": {"text-generation": 0.38, "reinforcement-learning": 0.30, "text-to-image": 0.10, "text-classification": 0.08,
         "image-classification": 0.05, "automatic-speech-recognition": 0.04, "text-to-audio": 0.02,
         "tabular-classification": 0.02, "object-detection": 0.01},
    "transformers": TEXT,
    "peft": {"text-generation": 0.80, "text-classification": 0.12, "automatic-speech-recognition": 0.05,
             "image-text-to-text": 0.03},
    "diffusers": {"text-to-image": 0.90, "image-to-image": 0.05, "text-to-video": 0.05},
    "gguf": CHAT,
    "mlx": CHAT,
    "sentence-transformers": {"sentence-similarity": 0.72, "feature-extraction": 0.28},
    "stable-baselines3": {"reinforcement-learning": 1.0},
    "ml-agents": {"reinforcement-learning": 1.0},
    "timm": {"image-classification": 0.8, "image-feature-extraction": 0.2},
    "keras": {"image-classification": 0.6, "text-classification": 0.4},
    "tf-keras": {"image-classification": 0.5, "text-classification": 0.5},
    "lerobot": {"robotics": 1.0},
    "setfit": {"text-classification": 1.0},
    "nemo": {"automatic-speech-recognition": 1.0},
}  # fmt: skip
TASKS = tuple(dict.fromkeys(task for mix in TASK_GIVEN_LIBRARY.values() for task in mix))
TASK_MISSING = {"": 0.93, "transformers": 0.42, "peft": 0.60, "diffusers": 0.10, "gguf": 0.45, "mlx": 0.45}

# Share without a licence among models that have a card; across libraries in proportion to the fresh uploads of
# August 2026, moved on the odds scale until the whole catalogue lies between July 2025 (.64) and May 2026 (.70).
LICENCE_MISSING_FRESH = {"peft": 0.63, "sentence-transformers": 0.34, "transformers": 0.30, "mlx": 0.30,
                         "diffusers": 0.24, "": 0.26, "lerobot": 0.05, "gguf": 0.05}  # fmt: skip
LICENCE_MISSING = 0.66
LICENCES = {"apache-2.0": 0.444, "mit": 0.163, "other": 0.122, "openrail": 0.056, "creativeml-openrail-m": 0.044,
            "cc-by-nc-4.0": 0.021, "llama2": 0.015, "llama3": 0.015, "gemma": 0.013, "unknown": 0.013,
            "llama3.1": 0.011, "cc-by-4.0": 0.010, "openrail++": 0.010, "llama3.2": 0.009}  # fmt: skip
RARE_LICENCES = ("cc-by-nc-sa-4.0", "cc-by-sa-4.0", "gpl-3.0", "bsd-3-clause", "agpl-3.0", "cc0-1.0", "afl-3.0",
                 "bigscience-bloom-rail-1.0", "llama3.3", "cc", "cc-by-nc-nd-4.0", "artistic-2.0", "unlicense",
                 "bigcode-openrail-m", "cc-by-sa-3.0", "wtfpl", "bsl-1.0", "gpl", "odc-by", "isc", "lgpl-3.0",
                 "mpl-2.0", "gpl-2.0", "bsd-2-clause", "ms-pl", "cc-by-nc-2.0", "cc-by-2.0", "ecl-2.0")  # fmt: skip
CUSTOM_LICENCES = frozenset({"other", "gemma", "llama2", "llama3", "llama3.1", "llama3.2"})

LANGUAGES = {
    "en": 0.72,
    "zh": 0.045,
    "fr": 0.035,
    "es": 0.033,
    "de": 0.033,
    "ja": 0.028,
    "ko": 0.026,
    "ar": 0.02,
    "pt": 0.015,
    "ru": 0.012,
    "hi": 0.01,
    "it": 0.01,
    "vi": 0.006,
    "id": 0.005,
    "tr": 0.005,
    "no": 0.004,
}

# Billions of parameters that labs like to choose.
SIZES = (0.1, 0.35, 0.5, 0.6, 1, 1.5, 3, 4, 7, 8, 9, 12, 14, 27, 30, 32, 35, 70, 72, 120, 235, 400, 700)
SMALLER = {"text-generation": 0.15, "image-text-to-text": 0.25, "text-to-image": 0.1, "text-to-video": 0.5}

# Library classes that a config.json may name; the engines of `engine_support` know some of them.
ARCHITECTURES: dict[str, tuple[str, ...]] = {
    "text-generation": ("LlamaForCausalLM", "Qwen2ForCausalLM", "MistralForCausalLM", "LlamaForCausalLM",
                        "Gemma2ForCausalLM", "Qwen3ForCausalLM", "Phi3ForCausalLM", "GPT2LMHeadModel",
                        "GPTNeoXForCausalLM", "MixtralForCausalLM", "MambaForCausalLM", "RwkvForCausalLM"),
    "image-text-to-text": ("Qwen2VLForConditionalGeneration", "LlavaForConditionalGeneration"),
    "text-classification": ("BertForSequenceClassification", "DistilBertForSequenceClassification",
                            "RobertaForSequenceClassification"),
    "token-classification": ("BertForTokenClassification", "RobertaForTokenClassification"),
    "question-answering": ("BertForQuestionAnswering", "RobertaForQuestionAnswering"),
    "fill-mask": ("BertForMaskedLM", "RobertaForMaskedLM"),
    "automatic-speech-recognition": ("WhisperForConditionalGeneration", "Wav2Vec2ForCTC"),
    "image-classification": ("ViTForImageClassification", "ResNetForImageClassification"),
    "translation": ("MarianMTModel", "T5ForConditionalGeneration"),
    "summarization": ("BartForConditionalGeneration", "T5ForConditionalGeneration"),
    "text-to-speech": ("VitsModel",),
    "object-detection": ("DetrForObjectDetection",),
    "image-to-text": ("BlipForConditionalGeneration",),
    "zero-shot-classification": ("BartForSequenceClassification",),
}  # fmt: skip
OTHER_ARCHITECTURES = ("BertModel", "XLMRobertaModel", "MPNetModel")
