"""Python sources: what is a reference and what is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ids = Callable[[str, str], set[str]]

REFERENCES = [
    # Hub libraries
    ("AutoModel.from_pretrained('acme/owl-7b')", "model acme/owl-7b"),
    ("x.from_pretrained('bert-base-uncased')", "model bert-base-uncased"),
    ("x.from_pretrained(pretrained_model_name_or_path='acme/owl-7b')", "model acme/owl-7b"),
    ("load_dataset('acme/birds', split='train')", "dataset acme/birds"),
    ("load_dataset('rte_like', 'sub')", "dataset rte_like"),
    ("load_dataset(path='acme/birds')", "dataset acme/birds"),
    ("hf_hub_download(repo_id='acme/owl-7b', filename='a.bin')", "model acme/owl-7b"),
    ("snapshot_download('acme/birds', repo_type='dataset')", "dataset acme/birds"),
    (
        "from transformers import pipeline\npipeline('summarization', model='acme/owl')",
        "model acme/owl",
    ),
    ("SentenceTransformer('all-MiniLM-L6-v2')", "model sentence-transformers/all-MiniLM-L6-v2"),
    ("SentenceTransformer('bert-base-uncased')", "model bert-base-uncased"),
    ("CrossEncoder('acme/cross-owl')", "model acme/cross-owl"),
    ("from vllm import LLM\nLLM('acme/owl-7b')", "model acme/owl-7b"),
    ("x.from_pretrained('acme/owl-7b@26bca36')", "model acme/owl-7b"),
    # variables, defaults, options
    ("NAME = 'acme/owl-7b'\ndef f():\n    return M.from_pretrained(NAME)", "model acme/owl-7b"),
    ("model_id = 'acme/owl-7b'", "model acme/owl-7b"),
    ("MODEL = 'gpt-4'", "api-model gpt-4"),
    ("def ask(prompt, model='gpt-3.5-turbo'): ...", "api-model gpt-3.5-turbo"),
    ("def f(a, *, base_model='acme/owl'): ...", "model acme/owl"),
    ("p.add_argument('--model_name_or_path', default='acme/owl-7b')", "model acme/owl-7b"),
    ("p.add_argument('-m', '--backend', choices=['gpt-4', 'other'])", "api-model gpt-4"),
    ("@click.option('--dataset', default='acme/birds')\ndef f(dataset): ...", "dataset acme/birds"),
    ("flags.DEFINE_string('bert_model', 'acme/owl', 'help')", "model acme/owl"),
    (
        "@dataclass\nclass A:\n    model_name: str = field(default='acme/owl-7b')",
        "model acme/owl-7b",
    ),
    ("class S(BaseModel):\n    model: str = Field('gpt-4', description='x')", "api-model gpt-4"),
    ("class S(BaseModel):\n    tokenizer: str = Field(default='acme/owl')", "model acme/owl"),
    (
        "def load(name):\n    return M.from_pretrained(name)\nload('acme/owl-7b')",
        "model acme/owl-7b",
    ),
    (
        (
            "class A:\n    def __init__(self, n):\n        self.x ="
            " M.from_pretrained(n)\nA('acme/owl')"
        ),
        "model acme/owl",
    ),
    ("m = os.environ.get('MODEL', 'acme/owl-7b')\nM.from_pretrained(m)", "model acme/owl-7b"),
    ("def f(m=None):\n    M.from_pretrained(m or 'acme/owl')", "model acme/owl"),
    ("x = 'acme/owl-a' if big else 'acme/owl-b'\nM.from_pretrained(x)", "model acme/owl-b"),
    # strings put together
    ("org = 'acme'\nM.from_pretrained(f'{org}/owl-{7}b')", "model acme/owl-7b"),
    ("M.from_pretrained('acme/' + 'owl')", "model acme/owl"),
    ("M.from_pretrained('/'.join(['acme', 'owl']))", "model acme/owl"),
    ("M.from_pretrained('acme/owl-{}'.format('7b'))", "model acme/owl-7b"),
    ("M.from_pretrained('acme/owl-%s' % '7b')", "model acme/owl-7b"),
    ("for n in ['acme/owl-a', 'acme/owl-b']:\n    M.from_pretrained(n)", "model acme/owl-b"),
    # tables
    ("MODELS = {'en': 'acme/owl-en'}", "model acme/owl-en"),
    ("T = {'en': 'acme/owl-en'}\ndef f(l): return M.from_pretrained(T[l])", "model acme/owl-en"),
    ("DATASETS = ['acme/birds', 'acme/bees']", "dataset acme/bees"),
    ("cfg = dict(base_model='acme/owl')", "model acme/owl"),
    ("cfg = {'datasets': [{'path': 'acme/birds'}]}", "dataset acme/birds"),
    ("cfg = {'dataset_mixer': {'acme/birds': 0.5}}", "dataset acme/birds"),
    # API models
    ("client.chat.completions.create(model='gpt-4o', messages=[])", "api-model gpt-4o"),
    ("client.messages.create(model='claude-3-opus-20240229')", "api-model claude-3-opus-20240229"),
    ("genai.GenerativeModel('gemini-1.5-pro')", "api-model gemini-1.5-pro"),
    ("ChatOpenAI(model_name='gpt-4')", "api-model gpt-4"),
    ("ChatMistralAI(model='mistral-large-latest')", "api-model mistral-large-latest"),
    ("dspy.LM('openai/gpt-4o-mini')", "api-model gpt-4o-mini"),
    ("completion(model='anthropic/claude-3-haiku-20240307')", "api-model claude-3-haiku-20240307"),
    ("completion(model='huggingface/acme/owl-7b')", "model acme/owl-7b"),
    ("completion(model='ollama/llama3')", "model ollama:llama3"),
    ("ChatOllama(model='llama3:8b')", "model ollama:llama3:8b"),
    ("import replicate\nreplicate.run('acme/owl')", "api-model replicate:acme/owl"),
    ("MODEL = 'text-embedding-3-small'", "api-model text-embedding-3-small"),
    ("MODEL = 'chatgpt-4o-latest'", "api-model chatgpt-4o-latest"),
    ("MODEL = 'open-mistral-7b'", "api-model open-mistral-7b"),
    (
        "MODEL = 'us.anthropic.claude-3-haiku-20240307-v1:0'",
        "api-model us.anthropic.claude-3-haiku-20240307-v1:0",
    ),
    ("init_chat_model('openai:gpt-4o')", "api-model gpt-4o"),
    (
        "T = {'a': ModelConfig(id='anthropic:claude-3-opus-20240229', name='A')}",
        "api-model claude-3-opus-20240229",
    ),
    # zoos
    (
        "import torch\ntorch.hub.load('acme/owl:main', 'owl_small')",
        "model torch.hub:acme/owl:owl_small",
    ),
    ("from torchvision import datasets as d\nd.CIFAR10('x')", "dataset torchvision:CIFAR10"),
    ("from torchvision.datasets import MNIST as M\nM('x')", "dataset torchvision:MNIST"),
    ("import torchvision.models as m\nm.resnet50(pretrained=True)", "model torchvision:resnet50"),
    (
        "import torchvision\ntorchvision.models.vit_b_16(weights='DEFAULT')",
        "model torchvision:vit_b_16",
    ),
    ("import torchaudio\nb = torchaudio.pipelines.HUBERT_BASE", "model torchaudio:HUBERT_BASE"),
    (
        "import timm\ntimm.create_model('vit_base_patch16_224', pretrained=True)",
        "model timm:vit_base_patch16_224",
    ),
    (
        "import open_clip\nopen_clip.create_model_and_transforms('ViT-B-32', pretrained='openai')",
        "model open_clip:ViT-B-32:openai",
    ),
    (
        "import tensorflow_hub as hub\nhub.load('https://tfhub.dev/acme/owl/1')",
        "model https://tfhub.dev/acme/owl/1",
    ),
    ("import spacy\nspacy.load('en_core_web_sm')", "model spacy:en_core_web_sm"),
    ("import nltk\nnltk.download('punkt')", "dataset nltk:punkt"),
    ("import tensorflow_datasets as tfds\ntfds.load('mnist')", "dataset tfds:mnist"),
    ("from wilds import get_dataset\nget_dataset(dataset='fmow')", "dataset wilds:fmow"),
    ("import ir_datasets\nir_datasets.load('beir/arguana')", "dataset ir_datasets:beir/arguana"),
    (
        "import gensim.downloader as api\napi.load('glove-wiki-gigaword-50')",
        "model gensim:glove-wiki-gigaword-50",
    ),
    ("import whisper\nwhisper.load_model('base')", "model whisper:base"),
    (
        "from faster_whisper import WhisperModel\nWhisperModel('large-v2')",
        "model faster-whisper:large-v2",
    ),
    ("import clip\nclip.load('ViT-B/32')", "model openai-clip:ViT-B/32"),
    ("from ultralytics import YOLO\nYOLO('yolov8n.pt')", "model ultralytics:yolov8n.pt"),
    ("from keras.applications import VGG16\nVGG16()", "model keras:VGG16"),
    (
        "from sklearn.datasets import fetch_20newsgroups\nfetch_20newsgroups()",
        "dataset sklearn:20newsgroups",
    ),
    # URLs
    (
        (
            "def f():\n    url_ckpt = 'https://cloud.acme.org/f/0123456789abcdef/?dl=1'\n   "
            " download_url(url_ckpt, 'x')"
        ),
        "model https://cloud.acme.org/f/0123456789abcdef/?dl=1",
    ),
    (
        (
            "MODELS = ['acme/owl', 'acme/crow']\nif x in MODELS:\n    pass\nfor m in MODELS:\n   "
            " run(m)"
        ),
        "model acme/owl",
    ),
    ("fetch_url('https://acme.org/owl/image_cond.pt')", "model https://acme.org/owl/image_cond.pt"),
    ("from pydantic_ai import Agent\nAgent('openai:gpt-4o')", "api-model gpt-4o"),
    (
        "from flair.models import SequenceTagger\nSequenceTagger.load('acme/owl-english')",
        "model acme/owl-english",
    ),
    (
        "from bert_score import score\nscore(a, b, model_type='acme/owl-mnli')",
        "model acme/owl-mnli",
    ),
    ("from comet import download_model\ndownload_model('acme/owl-da')", "model acme/owl-da"),
    (
        "from insightface.app import FaceAnalysis\nFaceAnalysis(name='buffalo_l')",
        "model insightface:buffalo_l",
    ),
    ("import stanza\nstanza.download('en')", "model stanza:en"),
    (
        "model = dict(backbone=dict(checkpoint='torchvision://resnet50'))",
        "model torchvision:resnet50",
    ),
    (
        "URL = 'https://files.acme.org/checkpoint/owl.cp'",
        "model https://files.acme.org/checkpoint/owl.cp",
    ),
    (
        (
            "M = [{'id': 'mistral-7b-instruct', 'provider': 'perplexity'}]\nmodel ="
            " 'mistral-7b-instruct'"
        ),
        "api-model mistral-7b-instruct",
    ),
    ("import os\nos.system('hf download acme/owl')", "model acme/owl"),
    ("import subprocess as s\ns.run(['vllm', 'serve', 'acme/owl'])", "model acme/owl"),
    (
        "import os\nos.system(f'wget https://acme.org/owl.ckpt -O {out}')",
        "model https://acme.org/owl.ckpt",
    ),
    (
        "import subprocess\nsubprocess.run(['bash', '-c', 'ollama pull llama3'])",
        "model ollama:llama3",
    ),
    (
        "name = 'small.pth'\nM.from_pretrained(f\"acme/owl_{name.replace('.pth', '')}\")",
        "model acme/owl_small",
    ),
    ("URL = 'https://files.acme.org/owl/model.pt'", "model https://files.acme.org/owl/model.pt"),
    (
        "http_get('https://acme.org/data/birds.tsv.gz', 'x')",
        "dataset https://acme.org/data/birds.tsv.gz",
    ),
    (
        "u = 'https://acme.org/d/'\nn = 'birds.zip'\nhttp_get(u + n)",
        "dataset https://acme.org/d/birds.zip",
    ),
    (
        "read_csv('https://huggingface.co/datasets/acme/birds/resolve/main/a.csv')",
        "dataset acme/birds",
    ),
    ("x = 'https://huggingface.co/acme/owl/resolve/main/model.safetensors'", "model acme/owl"),
]

NOTHING = [
    "# AutoModel.from_pretrained('acme/owl-7b')",
    "'''Load it with from_pretrained('acme/owl-7b').'''",
    "x.from_pretrained('./checkpoints/owl')",
    "x.from_pretrained('outputs/owl-7b')",
    "x.from_pretrained('path/to/model')",
    "x.from_pretrained('your-org/your-model')",
    "x.from_pretrained('<org>/<name>')",
    "x.save_pretrained('my-owl-base')\nx.from_pretrained('my-owl-base')",
    "load_dataset('json', data_files='a.json')",
    "load_dataset('data/birds')",
    "import evaluate\nevaluate.load('rouge')",
    "headers = {'model': 'application/json'}",
    "model = 'text/event-stream'",
    "class S:\n    m: str = Field(None, description='like acme/owl-7b or gpt-4')",
    "p.add_argument('--model', help='for example acme/owl-7b')",
    "print('using model', model='acme/owl')",
    "raise ValueError('use gpt-4')",
    "served_model_name = 'acme/owl-7b'",
    "model_type = 'acme/owl'",
    "output_dir = 'acme/owl'",
    "model_id = 'gpt-4:20230520'",
    "repo = 'https://github.com/acme/owl'",
    "page = 'https://acme.org/index.html'",
    "u = 'https://github.com/acme/owl/archive/v1.zip'",
    "import torchvision.models as m\nm.resnet50(pretrained=False)",
    "import timm\ntimm.create_model('vit_base_patch16_224')",
    "from torchvision import datasets\ndatasets.ImageFolder('x')",
    "import torch\ntorch.hub.load('acme/owl', 'owl', source='local')",
    "name = 'acme/owl-7b'",
    "GitHubIssuesLoader(repo='acme/owl')",
    "training_data = ['HellaSwag']",
    "model = models['a/b'][0]",
    (
        "p.add_argument('--data', choices=['one', 'two', 'xsum', 'three',"
        " 'four'])\nload_dataset(args.data)"
    ),
    "MODELS = ['acme/owl', 'acme/crow']\nif x in MODELS:\n    pass",
    "import os\nos.system(f'hf download {name}')",
    "import subprocess\nsubprocess.run(['docker', 'pull', 'acme/owl'])",
    "datasets = ['one_doc', 'two_docs', 'trec', 'passages', 'samsum']",
    "DATE_MODEL = '2024/05'",
]


@pytest.mark.parametrize(("source", "expected"), REFERENCES)
def test_python_reference_is_found(ids: Ids, source: str, expected: str) -> None:
    assert expected in ids("a.py", source)


@pytest.mark.parametrize("source", NOTHING)
def test_python_without_reference_gives_nothing(ids: Ids, source: str) -> None:
    assert ids("a.py", source) == set()


def test_a_reference_stands_at_the_line_of_its_string(
    scan_text: Callable[[str, str], object],
) -> None:
    result = scan_text("a.py", "NAME = (\n  'acme/owl-7b'\n)\n\nM.from_pretrained(\n  NAME,\n)\n")
    assert [(one.line, one.id) for one in result.references] == [(2, "acme/owl-7b")]  # type: ignore[attr-defined]


def test_usage_in_a_docstring_counts_where_it_calls_the_file_itself(ids: Ids) -> None:
    usage = (
        '"""Train.\n\npython scripts/train.py \\\\\n  --model_name_or_path acme/owl --dataset_name'
        ' acme/birds\n"""\n'
    )
    assert ids("scripts/train.py", usage) == {"model acme/owl", "dataset acme/birds"}
    assert ids("scripts/other.py", usage) == set()


def test_what_does_not_parse_is_read_line_by_line(scan_text: Callable[[str, str], object]) -> None:
    result = scan_text("a.py", "print 'old'\nm = AutoModel.from_pretrained('acme/owl-7b')\n")
    assert [(one.id, one.confidence) for one in result.references] == [("acme/owl-7b", "low")]  # type: ignore[attr-defined]
    assert "does not parse" in result.skipped[0].why  # type: ignore[attr-defined]


def test_a_call_spread_over_lines_is_read_without_a_parser(ids: Ids) -> None:
    text = (
        'import { pipeline } from "@x/transformers"\nconst e = await pipeline(\n '
        ' "feature-extraction",\n  "acme/owl"\n)\n'
    )
    assert ids("a.ts", text) == {"model acme/owl"}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "import { openai } from '@ai-sdk/openai'\nconst r = go({ model: openai('gpt-4o') })",
            {"api-model gpt-4o"},
        ),
        ("const model = process.env.MODEL ?? 'gpt-4o-mini'", {"api-model gpt-4o-mini"}),
        ("const word = google('weather')", set()),
    ],
)
def test_typescript_is_read_line_by_line(ids: Ids, source: str, expected: set[str]) -> None:
    assert ids("a.ts", source) == expected
